package io.streetmatch.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Finds the EXIF block of a file, without looking into anything else: what is packed in other blocks (colour profiles, texts) can be a
 * thousand times its size.
 */
final class ExifFinder {

    private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int PNG_SIGNATURE = 8;
    private static final int RIFF_HEADER = 12;

    private ExifFinder() {}

    /** The block, beginning with its TIFF header. */
    static Optional<ByteBuffer> find(byte[] file) {
        ByteBuffer big = ByteBuffer.wrap(file);
        if (file.length < RIFF_HEADER) {
            return Optional.empty();
        }
        return switch (big.getInt(0)) {
            case 0x89504E47 -> inPng(big);
            case 0x52494646 -> inWebp(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN));
            case 0x49492A00, 0x4D4D002A -> Optional.of(big);
            default -> big.getShort(0) == (short) 0xFFD8 ? inJpeg(big) : Optional.empty();
        };
    }

    /** In the first APP1 segment that begins with "Exif". */
    private static Optional<ByteBuffer> inJpeg(ByteBuffer in) {
        for (int at = 2; at + 4 <= in.limit() && in.get(at) == (byte) 0xFF; ) {
            int marker = in.get(at + 1) & 0xFF;
            if (marker == 0xDA || marker == 0xD9) {
                return Optional.empty();
            }
            if (marker == 0xFF || JpegStructure.standsAlone(marker)) {
                at += marker == 0xFF ? 1 : 2;
                continue;
            }
            int length = in.getShort(at + 2) & 0xFFFF;
            if (marker == 0xE1 && starts(in, at + 4, EXIF)) {
                return Optional.of(part(in, at + 4 + EXIF.length, (long) at + 2 + length));
            }
            at += 2 + length;
        }
        return Optional.empty();
    }

    private static Optional<ByteBuffer> inPng(ByteBuffer in) {
        long next;
        for (long at = PNG_SIGNATURE; at + 8 <= in.limit(); at = next) {
            long length = in.getInt((int) at) & 0xFFFFFFFFL;
            if (in.getInt((int) at + 4) == 0x65584966) {
                return Optional.of(part(in, (int) at + 8, at + 8 + length));
            }
            next = at + 12 + length;
        }
        return Optional.empty();
    }

    private static Optional<ByteBuffer> inWebp(ByteBuffer in) {
        long next;
        for (long at = RIFF_HEADER; at + 8 <= in.limit(); at = next) {
            long length = in.getInt((int) at + 4) & 0xFFFFFFFFL;
            if (in.getInt((int) at) == 0x46495845) {
                int from = (int) at + 8;
                // Some writers put the beginning of the JPEG segment in front.
                return Optional.of(part(in, starts(in, from, EXIF) ? from + EXIF.length : from, at + 8 + length));
            }
            next = at + 8 + length + length % 2;
        }
        return Optional.empty();
    }

    private static boolean starts(ByteBuffer in, int at, byte[] with) {
        return at + with.length <= in.limit() && in.slice(at, with.length).equals(ByteBuffer.wrap(with));
    }

    private static ByteBuffer part(ByteBuffer in, int from, long to) {
        return in.slice(from, (int) Math.max(0, Math.min(to, in.limit()) - from));
    }
}
