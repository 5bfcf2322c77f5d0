package io.streetmatch.embed;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An array of 32-bit floats in NumPy's file format, versions 1.0 and 2.0: little-endian, C order, nothing else.
 * The format: <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">numpy.lib.format</a>.
 *
 * @param shape its dimensions, at least one
 * @param values all of them, the last dimension running fastest; not copied
 */
record NpyArray(List<Integer> shape, float[] values) {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int VERSION_1_PREFIX = MAGIC.length + 2 + Short.BYTES;
    private static final int VERSION_2_PREFIX = MAGIC.length + 2 + Integer.BYTES;
    /** NumPy starts the numbers at a multiple of this. */
    private static final int ALIGNMENT = 64;
    private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(\\s*((?:\\d{1,9}\\s*,?\\s*)*)\\)");

    /**
     * Reads a file.
     *
     * @throws IOException when it cannot be read, or is not such an array; the message names the file and what was found
     */
    static NpyArray read(Path file) throws IOException {
        return parse(file.toString(), Files.readAllBytes(file));
    }

    /**
     * The array of a file's bytes.
     *
     * @param file its name, for messages
     * @throws IOException when they are not such an array
     */
    static NpyArray parse(String file, byte[] content) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.limit() < VERSION_2_PREFIX || !Arrays.equals(MAGIC, 0, MAGIC.length, bytes.array(), 0, MAGIC.length)) {
            throw new IOException(file + " is not a NumPy file (.npy)");
        }
        int version = bytes.get(MAGIC.length);
        if (version != 1 && version != 2) {
            throw new IOException("%s has version %d of NumPy's format; wanted is 1 or 2".formatted(file, version));
        }
        int start = version == 1 ? VERSION_1_PREFIX : VERSION_2_PREFIX;
        long length = version == 1 ? bytes.getShort(MAGIC.length + 2) & 0xFFFF : bytes.getInt(MAGIC.length + 2) & 0xFFFF_FFFFL;
        if (start + length > bytes.limit()) {
            throw new IOException("%s is cut off: %d bytes".formatted(file, bytes.limit()));
        }
        String header = new String(bytes.array(), start, (int) length, StandardCharsets.ISO_8859_1);
        require(file, header, TYPE, "<f4", "little-endian 32-bit floats: astype('<f4')");
        require(file, header, ORDER, "False", "C order: numpy.ascontiguousarray");
        List<Integer> shape = shape(file, header);
        long count = shape.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> Math.min(a * b, Integer.MAX_VALUE));
        long found = bytes.limit() - start - length;
        if (found != count * Float.BYTES) {
            throw new IOException("%s should hold %d floats %s, %d bytes, but has %d bytes"
                    .formatted(file, count, shape, count * Float.BYTES, found));
        }
        float[] values = new float[(int) count];
        bytes.position(start + (int) length).slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return new NpyArray(shape, values);
    }

    /** Writes a file that NumPy and {@link #read} can read. */
    void write(Path file) throws IOException {
        String dimensions = shape.stream().map(size -> size + ",").collect(Collectors.joining(" "));
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (%s), }".formatted(dimensions);
        int start = (VERSION_1_PREFIX + header.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        ByteBuffer bytes = ByteBuffer.allocate(start + values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (start - VERSION_1_PREFIX));
        bytes.put((header + " ".repeat(start - VERSION_1_PREFIX - header.length() - 1) + "\n").getBytes(StandardCharsets.ISO_8859_1));
        bytes.asFloatBuffer().put(values);
        Files.write(file, bytes.array());
    }

    private static void require(String file, String header, Pattern pattern, String wanted, String how) throws IOException {
        Matcher matcher = pattern.matcher(header);
        String found = matcher.find() ? matcher.group(1) : "nothing";
        if (!found.equals(wanted)) {
            throw new IOException("%s holds %s where '%s' is wanted (%s)".formatted(file, found, wanted, how));
        }
    }

    private static List<Integer> shape(String file, String header) throws IOException {
        Matcher matcher = SHAPE.matcher(header);
        if (!matcher.find() || matcher.group(1).isBlank()) {
            throw new IOException("%s has no shape, or is a single number: %s".formatted(file, header.strip()));
        }
        return Arrays.stream(matcher.group(1).split(",")).map(String::strip).filter(size -> !size.isEmpty()).map(Integer::valueOf).toList();
    }
}
