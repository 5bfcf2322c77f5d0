package io.streetmatch.embed;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Archives as TF Hub hands them out, and as it would not: POSIX ustar, compressed. */
final class Archives {

    static final Path SHIPPED_MODEL = Path.of("src/main/resources/models/street_mobilenet/saved_model.pb");

    private static final int BLOCK = 512;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final OutputStream tar;

    private Archives() throws IOException {
        tar = new GZIPOutputStream(bytes);
    }

    /** The model that ships, packed as TF Hub packs its models. */
    static byte[] model() throws IOException {
        return of().folder("./").file("./" + SavedModelArchive.MODEL_FILE, Files.readAllBytes(SHIPPED_MODEL)).folder("./assets/").bytes();
    }

    static Archives of() throws IOException {
        return new Archives();
    }

    Archives file(String name, byte[] content) throws IOException {
        return entry(name, '0', "", content);
    }

    Archives file(String name, String content) throws IOException {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    Archives folder(String name) throws IOException {
        return entry(name, '5', "", new byte[0]);
    }

    Archives symbolicLink(String name, String target) throws IOException {
        return entry(name, '2', target, new byte[0]);
    }

    byte[] bytes() throws IOException {
        tar.write(new byte[2 * BLOCK]);
        tar.close();
        return bytes.toByteArray();
    }

    private Archives entry(String name, char type, String link, byte[] content) throws IOException {
        byte[] header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 100, "0000644");
        put(header, 124, "%011o".formatted(content.length));
        put(header, 136, "00000000000");
        put(header, 148, "        ");
        put(header, 156, Character.toString(type));
        put(header, 157, link);
        put(header, 257, "ustar");
        put(header, 263, "00");
        int sum = 0;
        for (byte value : header) {
            sum += value & 0xFF;
        }
        put(header, 148, "%06o".formatted(sum));
        header[154] = 0;
        tar.write(header);
        tar.write(content);
        tar.write(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
        return this;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(ascii, 0, header, at, ascii.length);
    }
}
