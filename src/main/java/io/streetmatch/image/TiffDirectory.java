package io.streetmatch.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A directory of a TIFF file or an EXIF block (TIFF 6.0, section 2), looked up field by field. Where a tag stands twice the first counts,
 * as it does for libtiff.
 *
 * <p>Reads nothing but what is asked for, and follows no chain of directories: a hostile file costs no more than its first directory is
 * long. What points out of the file throws {@link IndexOutOfBoundsException}.
 *
 * @param tiff the whole file or block, in its byte order
 * @param at where the directory begins
 */
record TiffDirectory(ByteBuffer tiff, int at) {

    private static final int BYTE = 1;
    private static final int ASCII = 2;
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int RATIONAL = 5;
    private static final int ENTRY = 12;

    /** The first directory; empty when this is no TIFF. */
    static Optional<TiffDirectory> first(ByteBuffer file) {
        return order(file).map(order -> {
            ByteBuffer ordered = file.duplicate().order(order);
            return new TiffDirectory(ordered, ordered.getInt(4));
        });
    }

    /** The byte order that the first four bytes name; empty when this is no TIFF. */
    static Optional<ByteOrder> order(ByteBuffer file) {
        return switch (file.duplicate().getInt(0)) {
            case 0x49492A00 -> Optional.of(ByteOrder.LITTLE_ENDIAN);
            case 0x4D4D002A -> Optional.of(ByteOrder.BIG_ENDIAN);
            default -> Optional.empty();
        };
    }

    /** The directory that a field points to. */
    Optional<TiffDirectory> directory(int tag) {
        OptionalLong place = number(tag);
        return place.isEmpty() || place.getAsLong() > Integer.MAX_VALUE
                ? Optional.empty() : Optional.of(new TiffDirectory(tiff, (int) place.getAsLong()));
    }

    /** The first number of a field of whole numbers. */
    OptionalLong number(int tag) {
        OptionalInt found = entry(tag);
        if (found.isEmpty()) {
            return OptionalLong.empty();
        }
        int entry = found.getAsInt();
        return switch (tiff.getShort(entry + 2)) {
            case BYTE -> OptionalLong.of(tiff.get(entry + 8) & 0xFF);
            case SHORT -> OptionalLong.of(tiff.getShort(entry + 8) & 0xFFFF);
            case LONG -> OptionalLong.of(tiff.getInt(entry + 8) & 0xFFFFFFFFL);
            default -> OptionalLong.empty();
        };
    }

    /**
     * The numbers of a field of whole numbers, which may lie elsewhere in the file; none when it is of another kind.
     *
     * @param most so many are read at most
     */
    long[] numbers(int tag, int most) {
        OptionalInt found = entry(tag);
        if (found.isEmpty()) {
            return new long[0];
        }
        int entry = found.getAsInt();
        int type = tiff.getShort(entry + 2);
        if (type != SHORT && type != LONG) {
            return new long[0];
        }
        int each = type == SHORT ? 2 : 4;
        long count = tiff.getInt(entry + 4) & 0xFFFFFFFFL;
        int from = count * each <= 4 ? entry + 8 : tiff.getInt(entry + 8);
        long[] numbers = new long[(int) Math.min(count, most)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = type == SHORT ? tiff.getShort(from + each * i) & 0xFFFF : tiff.getInt(from + each * i) & 0xFFFFFFFFL;
        }
        return numbers;
    }

    /** The first letter of a text of at most four bytes. */
    Optional<Character> letter(int tag) {
        OptionalInt entry = entry(tag);
        return entry.isEmpty() || tiff.getShort(entry.getAsInt() + 2) != ASCII
                ? Optional.empty() : Optional.of((char) (tiff.get(entry.getAsInt() + 8) & 0xFF));
    }

    /** Three fractions, such as degrees, minutes and seconds; a denominator of 0 gives what Java gives for it. */
    Optional<double[]> threeFractions(int tag) {
        OptionalInt entry = entry(tag);
        if (entry.isEmpty() || tiff.getShort(entry.getAsInt() + 2) != RATIONAL || tiff.getInt(entry.getAsInt() + 4) != 3) {
            return Optional.empty();
        }
        int from = tiff.getInt(entry.getAsInt() + 8);
        double[] fractions = new double[3];
        for (int i = 0; i < fractions.length; i++) {
            double numerator = tiff.getInt(from + 8 * i) & 0xFFFFFFFFL;
            fractions[i] = numerator / (tiff.getInt(from + 8 * i + 4) & 0xFFFFFFFFL);
        }
        return Optional.of(fractions);
    }

    private OptionalInt entry(int tag) {
        int count = tiff.getShort(at) & 0xFFFF;
        for (int i = 0; i < count; i++) {
            int entry = at + 2 + ENTRY * i;
            if ((tiff.getShort(entry) & 0xFFFF) == tag) {
                return OptionalInt.of(entry);
            }
        }
        return OptionalInt.empty();
    }
}
