package io.streetmatch.embed;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** SHA-256 of what models are made of, in lower-case hexadecimal. */
final class Sha256 {

    private Sha256() {}

    /** Of a file. */
    static String of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return of(in);
        }
    }

    /** Of what is left in a stream. */
    static String of(InputStream stream) throws IOException {
        MessageDigest digest = digest();
        add(digest, stream);
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * Of everything in a SavedModel's folder that decides its numbers: of {@code saved_model.pb} alone where all weights are in it, else of
     * that file and those of {@code variables}, each after its name.
     */
    static String ofModel(Path folder) throws IOException {
        Path graph = folder.resolve(SavedModelArchive.MODEL_FILE);
        Path variables = folder.resolve("variables");
        if (!Files.isDirectory(variables)) {
            return of(graph);
        }
        List<Path> files;
        try (Stream<Path> list = Files.list(variables)) {
            files = list.filter(Files::isRegularFile).sorted().toList();
        }
        if (files.isEmpty()) {
            return of(graph);
        }
        MessageDigest digest = digest();
        try (InputStream in = Files.newInputStream(graph)) {
            add(digest, in);
        }
        for (Path file : files) {
            digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
            try (InputStream in = Files.newInputStream(file)) {
                add(digest, in);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Of numbers: each array's length and floats, in order. */
    static String of(float[]... arrays) {
        MessageDigest digest = digest();
        for (float[] array : arrays) {
            ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + array.length * Float.BYTES);
            bytes.putInt(array.length).asFloatBuffer().put(array);
            digest.update(bytes.array());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(MessageDigest digest, InputStream stream) throws IOException {
        stream.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
