package io.streetmatch.augment;

import ij.process.ColorProcessor;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** How this program and the process that runs macros write to each other. Every length is checked before memory is taken for it. */
final class MacroWire {

    /** First sign of life of the process. */
    static final int READY = 0x534D4A31;

    /** Before each answer: the picture follows. */
    static final int DONE = 0x534D4A32;

    /** Before each answer: a message follows that says why there is no picture. */
    static final int FAILED = 0x534D4A33;

    /** Sides of a picture, in pixels: as many as a recipe's work size may have. */
    private static final int LONGEST_SIDE = 4_096;

    private static final int LONGEST_TEXT = 1 << 20;

    private MacroWire() {}

    static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static String readText(DataInputStream in) throws IOException {
        return new String(read(in, bounded(in.readInt(), LONGEST_TEXT)), StandardCharsets.UTF_8);
    }

    static void writePixels(DataOutputStream out, ColorProcessor pixels) throws IOException {
        int[] packed = (int[]) pixels.getPixels();
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * packed.length);
        bytes.asIntBuffer().put(packed);
        out.writeInt(pixels.getWidth());
        out.writeInt(pixels.getHeight());
        out.write(bytes.array());
    }

    static ColorProcessor readPixels(DataInputStream in) throws IOException {
        int width = bounded(in.readInt(), LONGEST_SIDE);
        int height = bounded(in.readInt(), LONGEST_SIDE);
        if (width == 0 || height == 0) {
            throw new IOException("a picture without pixels");
        }
        int[] packed = new int[width * height];
        ByteBuffer.wrap(read(in, Integer.BYTES * packed.length)).asIntBuffer().get(packed);
        return new ColorProcessor(width, height, packed);
    }

    private static byte[] read(DataInputStream in, int length) throws IOException {
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }

    private static int bounded(int length, int most) throws IOException {
        if (length < 0 || length > most) {
            throw new IOException("a length of %d where at most %d is allowed".formatted(length, most));
        }
        return length;
    }
}
