package io.streetmatch.image;

import io.streetmatch.image.BadImageException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Walks the directories of a TIFF file (TIFF 6.0, sections 2 and 15) to where its pixels lie, and reads none of those. */
final class TiffStructure {

    private static final int WIDTH = 256;
    private static final int LENGTH = 257;
    private static final int BITS = 258;
    private static final int COMPRESSION = 259;
    private static final int STRIP_OFFSETS = 273;
    private static final int SAMPLES = 277;
    private static final int ROWS_PER_STRIP = 278;
    private static final int STRIP_BYTE_COUNTS = 279;
    private static final int PLANAR = 284;
    private static final int TILE_WIDTH = 322;
    private static final int TILE_LENGTH = 323;
    private static final int TILE_OFFSETS = 324;
    private static final int TILE_BYTE_COUNTS = 325;
    private static final int JPEG_OFFSET = 513;
    private static final int JPEG_LENGTH = 514;

    /** Of fields that say where pixels lie, with those that say how many bytes they take. */
    private static final int[][] PIXELS = {{STRIP_OFFSETS, STRIP_BYTE_COUNTS}, {TILE_OFFSETS, TILE_BYTE_COUNTS}, {JPEG_OFFSET, JPEG_LENGTH}};

    /** Of fields that say where further directories lie: smaller pictures, EXIF, GPS, interoperability. */
    private static final int[] DIRECTORIES = {330, 34_665, 34_853, 40_965};

    /** Of a field's types, beginning with 1, how many bytes a value takes. */
    private static final int[] VALUE_BYTES = {1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int IFD = 13;

    private static final int UNCOMPRESSED = 1;
    private static final int OLD_JPEG = 6;
    private static final int IN_PLANES = 2;

    /** What has more than these is left to the decoder to judge. */
    private static final long LONGEST_SIDE = 1L << 24;
    private static final long MOST_SAMPLES = 1 << 8;
    private static final long DEEPEST = 64;

    /** OpenCV reads no TIFF with more of them in a pixel. */
    private static final int MOST_DECODED_SAMPLES = 4;

    /** OpenCV reads no TIFF with longer strips or tiles (pixels). */
    private static final long LONGEST_TILE = 1 << 24;

    private static final int HEADER = 8;
    private static final int FIELD = 12;
    private static final int LINK = 4;

    /** A file with more is watched instead of walked through. */
    private static final int MOST_DIRECTORIES = 64;
    private static final int MOST_FIELDS = 1_024;
    private static final int MOST_STRIPS = 65_536;

    /** A field of a directory; its values lie at {@code place}, wherever that is. */
    private record Field(int type, long count, long place) {

        long bytes() {
            return count * VALUE_BYTES[type - 1];
        }
    }

    private final SeekableByteChannel file;
    private final long size;
    private final ByteOrder order;
    private final Set<Long> directories = new HashSet<>();
    private long numbersRead;
    private long end = HEADER;

    private TiffStructure(SeekableByteChannel file, long size, ByteOrder order) {
        this.file = file;
        this.size = size;
        this.order = order;
    }

    /** The header; {@code complete} unless pixels of the first picture lie behind the end of the file. */
    static ImageHeader parse(byte[] b) throws BadImageException {
        TiffDirectory directory = TiffDirectory.first(ByteBuffer.wrap(b)).orElseThrow();
        long width = directory.number(WIDTH).orElse(0);
        long height = directory.number(LENGTH).orElse(0);
        if (width < 1 || height < 1) {
            throw new BadImageException(Reason.CORRUPT, "The TIFF file does not say how large its picture is.");
        }
        return new ImageHeader(ImageFormat.TIFF, (int) Math.min(width, Integer.MAX_VALUE), (int) Math.min(height, Integer.MAX_VALUE), false,
                !isCutOff(directory, width, height, b.length), b.length + tileBytes(directory, width, height));
    }

    /**
     * Strips or tiles are unpacked one by one: libtiff has the samples, taken to be of 16 bits, and OpenCV four bytes for each pixel. What they
     * are unpacked from is no more than the file.
     */
    private static long tileBytes(TiffDirectory directory, long width, long height) {
        long tileWidth = number(directory, TILE_WIDTH, 0);
        long wide = tileWidth > 0 ? tileWidth : width;
        long high = tileWidth > 0 ? number(directory, TILE_LENGTH, height) : Math.min(height, number(directory, ROWS_PER_STRIP, height));
        long samples = Math.min(MOST_DECODED_SAMPLES, number(directory, SAMPLES, MOST_DECODED_SAMPLES));
        return Math.min(wide, LONGEST_TILE) * Math.min(high, LONGEST_TILE) * (4 + 2 * samples);
    }

    /** What a decoder may find, or not, in a directory that is damaged: here it is no more than an estimate. */
    private static long number(TiffDirectory directory, int tag, long otherwise) {
        try {
            long number = directory.number(tag).orElse(otherwise);
            return number > 0 ? number : otherwise;
        } catch (IndexOutOfBoundsException e) {
            return otherwise;
        }
    }

    /** Whether the decoder would miss pixels. Only what is certain counts: some writers get the numbers wrong, and their files are read all the same. */
    private static boolean isCutOff(TiffDirectory directory, long width, long height, long size) {
        try {
            boolean tiled = directory.number(TILE_WIDTH).isPresent();
            long across = tiled ? directory.number(TILE_WIDTH).orElse(0) : width;
            long down = tiled ? directory.number(TILE_LENGTH).orElse(0) : Math.min(height, directory.number(ROWS_PER_STRIP).orElse(height));
            long samples = directory.number(SAMPLES).orElse(1);
            long[] bits = directory.numbers(BITS, 1);
            long depth = bits.length == 0 ? 1 : bits[0];
            boolean planes = directory.number(PLANAR).orElse(1) == IN_PLANES;
            if (width > LONGEST_SIDE || height > LONGEST_SIDE || across < 1 || across > LONGEST_SIDE || down < 1 || down > LONGEST_SIDE
                    || samples > MOST_SAMPLES || depth > DEEPEST) {
                return false;
            }
            long row = parts(across * depth * (planes ? 1 : samples), Byte.SIZE);
            long inPlane = parts(width, across) * parts(height, down);
            int count = (int) Math.min(MOST_STRIPS, inPlane * (planes ? samples : 1));
            long[] offsets = directory.numbers(tiled ? TILE_OFFSETS : STRIP_OFFSETS, count);
            long[] counts = directory.numbers(tiled ? TILE_BYTE_COUNTS : STRIP_BYTE_COUNTS, count);
            long compression = directory.number(COMPRESSION).orElse(UNCOMPRESSED);
            for (int i = 0; i < Math.min(offsets.length, counts.length); i++) {
                long rows = tiled ? down : Math.min(down, height - i % inPlane * down);
                long needed = needed(counts[i], row * rows, compression);
                if (offsets[i] > 0 && needed > 0 && offsets[i] + needed > size) {
                    return true;
                }
            }
            return false;
        } catch (IndexOutOfBoundsException e) {
            // What says where the pixels lie would itself lie behind the end.
            return true;
        }
    }

    /** Bytes of a strip or tile that the decoder cannot do without; 0 where its count is not to be trusted. */
    private static long needed(long count, long unpacked, long compression) {
        if (compression == UNCOMPRESSED) {
            return Math.min(count, unpacked);
        }
        // Packed pixels take little more than unpacked ones at the most.
        return compression == OLD_JPEG || count > 2 * unpacked + 4_096 ? 0 : count;
    }

    private static long parts(long whole, long part) {
        return (whole + part - 1) / part;
    }

    /**
     * Whether every directory, value and pixel that is spoken of lies in the file, and the file ends behind the last of them.
     *
     * <p>Reads directories and the places of strips and tiles. False for nonsense, and where there is too much of it.
     *
     * @param size of the file, in bytes
     */
    static boolean endsWithItsLastPart(SeekableByteChannel file, long size, ByteOrder order) throws IOException {
        TiffStructure walk = new TiffStructure(file, size, order);
        OptionalLong next = OptionalLong.of(walk.bytes(HEADER - LINK, LINK).getInt(0) & 0xFFFFFFFFL);
        do {
            next = walk.directory(next.getAsLong(), true);
        } while (next.isPresent() && next.getAsLong() != 0);
        // What is written at even places may have a byte behind it.
        return next.isPresent() && size - walk.end <= 1;
    }

    /**
     * Goes to all that a directory speaks of.
     *
     * @param ofPicture whether it is one of the chain of directories, each of which has pixels
     * @return where the next one of the chain lies, 0 where there is none; empty when the walk ends here
     */
    private OptionalLong directory(long at, boolean ofPicture) throws IOException {
        if (!directories.add(at) || directories.size() > MOST_DIRECTORIES || !reaches(at, Short.BYTES)) {
            return OptionalLong.empty();
        }
        int length = FIELD * (bytes(at, Short.BYTES).getShort(0) & 0xFFFF);
        if (length > FIELD * MOST_FIELDS || !reaches(at + Short.BYTES, length + LINK)) {
            return OptionalLong.empty();
        }
        ByteBuffer entries = bytes(at + Short.BYTES, length + LINK);
        Map<Integer, Field> fields = new HashMap<>();
        for (int entry = 0; entry < length; entry += FIELD) {
            int type = entries.getShort(entry + 2) & 0xFFFF;
            if (type < 1 || type > VALUE_BYTES.length) {
                return OptionalLong.empty();
            }
            Field inside = new Field(type, entries.getInt(entry + 4) & 0xFFFFFFFFL, at + Short.BYTES + entry + 8);
            Field field = inside.bytes() <= 4 ? inside : new Field(type, inside.count(), entries.getInt(entry + 8) & 0xFFFFFFFFL);
            if (!reaches(field.place(), field.bytes())) {
                return OptionalLong.empty();
            }
            fields.putIfAbsent(entries.getShort(entry) & 0xFFFF, field);
        }
        return reachesPixels(fields, ofPicture) && reachesDirectories(fields)
                ? OptionalLong.of(entries.getInt(length) & 0xFFFFFFFFL) : OptionalLong.empty();
    }

    private boolean reachesPixels(Map<Integer, Field> fields, boolean expected) throws IOException {
        boolean any = false;
        for (int[] tags : PIXELS) {
            if (fields.containsKey(tags[0])) {
                any = true;
                long[] offsets = numbers(fields, tags[0]);
                long[] counts = numbers(fields, tags[1]);
                if (offsets.length == 0 || offsets.length != counts.length) {
                    return false;
                }
                for (int i = 0; i < offsets.length; i++) {
                    // A program that writes pixels behind their directory fills in the numbers at last.
                    if (counts[i] == 0 || !reaches(offsets[i], counts[i])) {
                        return false;
                    }
                }
            }
        }
        return any || !expected;
    }

    private boolean reachesDirectories(Map<Integer, Field> fields) throws IOException {
        for (int tag : DIRECTORIES) {
            for (long place : numbers(fields, tag)) {
                if (directory(place, false).isEmpty()) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The numbers of a field of whole numbers; none when it is missing, of another kind, or too long. */
    private long[] numbers(Map<Integer, Field> fields, int tag) throws IOException {
        Field field = fields.get(tag);
        if (field == null || field.type() != SHORT && field.type() != LONG && field.type() != IFD || numbersRead + field.count() > 2 * MOST_STRIPS) {
            return new long[0];
        }
        numbersRead += field.count();
        ByteBuffer values = bytes(field.place(), (int) field.bytes());
        long[] read = new long[(int) field.count()];
        for (int i = 0; i < read.length; i++) {
            read[i] = field.type() == SHORT ? values.getShort(Short.BYTES * i) & 0xFFFF : values.getInt(Integer.BYTES * i) & 0xFFFFFFFFL;
        }
        return read;
    }

    /** Notes that something lies at a place; false where that is in front of all or behind the end of the file. */
    private boolean reaches(long at, long count) {
        end = Math.max(end, at + count);
        return at >= HEADER && at + count <= size;
    }

    private ByteBuffer bytes(long at, int count) throws IOException {
        return ByteBuffer.wrap(Completeness.read(file, at, count)).order(order);
    }
}
