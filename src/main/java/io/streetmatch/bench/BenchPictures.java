package io.streetmatch.bench;

import io.streetmatch.demo.StreetScene;
import io.streetmatch.image.Edits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** JPEG files to measure with: a few dozen drawn streets, and as many files of them as are wanted, no two with the same bytes. */
public final class BenchPictures {

    /** Of every picture, in pixels. */
    public static final int WIDTH = 1_080;

    /** Of every picture, in pixels. */
    public static final int HEIGHT = 810;

    private static final int SCENES = 48;
    private static final int QUALITY = 88;

    /** Start of a JPEG, and of the comment that makes a copy another file. */
    private static final byte[] START_WITH_COMMENT = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xFE};

    private final List<byte[]> scenes = new ArrayList<>();
    private int made;

    /** Draws the scenes. */
    public BenchPictures() {
        for (int i = 0; i < SCENES; i++) {
            scenes.add(Edits.jpeg(StreetScene.draw(1_000 + i, WIDTH, HEIGHT), QUALITY));
        }
    }

    /** The next file's bytes. */
    public byte[] next() {
        byte[] jpeg = scenes.get(made % scenes.size());
        byte[] comment = "%010d".formatted(made++).getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream file = new ByteArrayOutputStream(jpeg.length + 16);
        file.writeBytes(START_WITH_COMMENT);
        // The length of a segment counts its own two bytes.
        file.write(0);
        file.write(comment.length + 2);
        file.writeBytes(comment);
        file.write(jpeg, 2, jpeg.length - 2);
        return file.toByteArray();
    }

    /** Writes the next files into a new folder. */
    public List<Path> write(Path folder, int count) throws IOException {
        Files.createDirectories(folder);
        List<Path> files = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            files.add(Files.write(folder.resolve("%06d.jpg".formatted(i)), next()));
        }
        return files;
    }

    /** Mean size of a file, in bytes. */
    public long meanBytes() {
        return Math.round(scenes.stream().mapToInt(scene -> scene.length).average().orElseThrow());
    }
}
