package io.streetmatch.image;

import io.streetmatch.image.BadImageException.Reason;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;

/**
 * Walks the markers of a JPEG file (ITU-T T.81, annex B), so that the end marker of a thumbnail, which lies inside a segment, is not
 * taken for the picture's.
 */
final class JpegStructure {

    private static final int EOI = 0xD9;
    private static final int SOS = 0xDA;

    /** Of a frame header, without its components: length, precision, height, width, how many components. */
    private static final int FRAME_HEADER = 8;

    /** Side of a block (pixels). */
    private static final int BLOCK = 8;

    /** A segment's length has two bytes and counts itself: with its marker no segment is longer. */
    private static final int LONGEST_SEGMENT = 2 + 0xFFFF;

    /** Read at a time in search of the scan: tables are short, and what is long is jumped over (bytes). */
    private static final int LOOK = 1_024;

    /** A colour profile takes 255 segments at most; a file with more in front of its picture is watched instead. */
    private static final int MOST_SEGMENTS = 1_000;

    /** Each scan makes the decoder go over the whole picture again; cameras and editors write about ten, more than this is an attack. */
    private static final int MOST_SCANS = 200;

    /** The byte that comes first is the lowest. */
    private static final VarHandle EIGHT_BYTES = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EVERY_LOWEST_BIT = 0x0101010101010101L;
    private static final long EVERY_HIGHEST_BIT = 0x8080808080808080L;

    private JpegStructure() {}

    /** The header; {@code complete} when an end marker (FFD9) follows the scans. */
    static ImageHeader parse(byte[] b) throws BadImageException {
        int at = 2;
        int width = 0;
        int height = 0;
        int frame = 0;
        for (int segments = 0; segments <= MOST_SEGMENTS; segments++) {
            while ((b[at] & 0xFF) != 0xFF || (b[at + 1] & 0xFF) == 0xFF) {
                at++;
            }
            int marker = b[at + 1] & 0xFF;
            at += 2;
            if (standsAlone(marker)) {
                continue;
            }
            if (marker == EOI) {
                throw new BadImageException(Reason.CORRUPT, "The JPEG file ends before any picture begins.");
            }
            int length = unsignedShort(b, at);
            if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
                frame = at;
                height = unsignedShort(b, at + 3);
                width = unsignedShort(b, at + 5);
            } else if (marker == SOS) {
                return new ImageHeader(ImageFormat.JPEG, width, height, false, endsBehind(b, at + length), coefficientBytes(b, frame, at));
            }
            at += length;
        }
        throw new BadImageException(Reason.CORRUPT, "The JPEG file has more than %,d segments in front of its picture.".formatted(MOST_SEGMENTS));
    }

    /**
     * What libjpeg keeps of the coefficients of all blocks, two bytes each, where it gathers a picture from several scans: a progressive one,
     * or one whose first scan has only some of the components. They are of the full size, whatever size is decoded to. Where the frame does
     * not say how the components are sampled, three in full are assumed.
     *
     * @param frame where the segment of the frame header begins, behind its marker; 0 when there was none
     * @param scan where the segment of the first scan begins, behind its marker
     */
    private static long coefficientBytes(byte[] b, int frame, int scan) {
        if (frame == 0 || frame + FRAME_HEADER > b.length || scan + 2 >= b.length) {
            return 0;
        }
        int components = b[frame + 7] & 0xFF;
        // SOF2, and its relatives by difference and with arithmetic coding.
        boolean progressive = (b[frame - 1] & 3) == 2;
        if (!progressive && (b[scan + 2] & 0xFF) >= components) {
            return 0;
        }
        int width = unsignedShort(b, frame + 5);
        int height = unsignedShort(b, frame + 3);
        int across = 0;
        int down = 0;
        for (int i = 0; i < components; i++) {
            int sampling = frame + FRAME_HEADER + 3 * i + 1 < b.length ? b[frame + FRAME_HEADER + 3 * i + 1] & 0xFF : 0;
            if (!isSampling(sampling >> 4) || !isSampling(sampling & 15)) {
                return 3 * blockBytes(width, 1, 1) * blocks(height, 1, 1);
            }
            across = Math.max(across, sampling >> 4);
            down = Math.max(down, sampling & 15);
        }
        long bytes = 0;
        for (int i = 0; i < components; i++) {
            int sampling = b[frame + FRAME_HEADER + 3 * i + 1] & 0xFF;
            bytes += blockBytes(width, sampling >> 4, across) * blocks(height, sampling & 15, down);
        }
        return bytes;
    }

    private static boolean isSampling(int factor) {
        return factor >= 1 && factor <= 4;
    }

    /** The coefficients of a row of blocks. */
    private static long blockBytes(int width, int factor, int most) {
        return blocks(width, factor, most) * BLOCK * BLOCK * Short.BYTES;
    }

    /** How many blocks a component has along a side; libjpeg fills up the last group of those that belong together. */
    private static long blocks(int side, int factor, int most) {
        int blocks = ((side * factor) + BLOCK * most - 1) / (BLOCK * most);
        return (blocks + factor - 1) / factor * (long) factor;
    }

    /**
     * Whether an end marker follows, at or behind a position inside a scan.
     *
     * <p>Inside entropy-coded data FF is always followed by 00 or a restart marker. What stands between the scans of a progressive file
     * are segments, and those are skipped; a marker that has no business there is damage, which is the decoder's to judge.
     */
    private static boolean endsBehind(byte[] b, int from) throws BadImageException {
        int at = from;
        int segments = 0;
        int scans = 1;
        while ((at = nextPrefix(b, at)) < b.length - 1) {
            int marker = b[at + 1] & 0xFF;
            if (marker == EOI) {
                return true;
            }
            if (marker == 0xFF) {
                at++;
            } else if (carriesLength(marker) && at + 3 < b.length) {
                segments++;
                scans += marker == SOS ? 1 : 0;
                if (segments > MOST_SEGMENTS || scans > MOST_SCANS) {
                    throw new BadImageException(Reason.CORRUPT, "The JPEG picture is spread over more than %d scans, which no camera or program does."
                            .formatted(MOST_SCANS));
                }
                at += 2 + unsignedShort(b, at + 2);
            } else {
                at += 2;
            }
        }
        return false;
    }

    /** Where the next FF is, at a position or behind it; the end of the array where none is. Looks at eight bytes at a time. */
    private static int nextPrefix(byte[] b, int from) {
        int at = from;
        while (at <= b.length - Long.BYTES) {
            // A byte of its complement is zero; "Determine if a word has a zero byte" in Anderson's Bit Twiddling Hacks.
            long zeroForPrefix = ~(long) EIGHT_BYTES.get(b, at);
            long found = (zeroForPrefix - EVERY_LOWEST_BIT) & ~zeroForPrefix & EVERY_HIGHEST_BIT;
            if (found != 0) {
                return at + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
            at += Long.BYTES;
        }
        while (at < b.length && b[at] != (byte) 0xFF) {
            at++;
        }
        return at;
    }

    /**
     * Whether a file that ends with FFD9 ends with an end marker: not so when the last segment that is yet written holds a thumbnail.
     *
     * <p>Reads the segments' headers and, of one that may be growing, the last 64 KiB, whatever the size. Of a file that carries more behind
     * its picture (panoramas, gain maps), the last picture counts.
     *
     * @param size of the file, in bytes
     * @param maybeGrowing whether it may end in a segment behind the start of the first scan
     */
    static boolean endsWithItsEndMarker(SeekableByteChannel file, long size, boolean maybeGrowing) throws IOException {
        long scan = firstScan(file, size);
        if (scan < 0 || !maybeGrowing) {
            return scan >= 0;
        }
        long from = Math.max(scan, size - LONGEST_SEGMENT);
        byte[] last = Completeness.read(file, from, (int) (size - from));
        for (int at = nextPrefix(last, 0); at < last.length - 3; at = nextPrefix(last, at + 1)) {
            if (carriesLength(last[at + 1] & 0xFF) && at + 2 + unsignedShort(last, at + 2) >= last.length) {
                return false;
            }
        }
        return true;
    }

    /** Where the header of the first scan begins, or -1 when that is not there yet. */
    private static long firstScan(SeekableByteChannel file, long size) throws IOException {
        long at = 2;
        long from = 0;
        byte[] look = {};
        for (int segment = 0; segment < MOST_SEGMENTS && at + 4 <= size; segment++) {
            if (at + 4 > from + look.length) {
                from = at;
                look = Completeness.read(file, from, (int) Math.min(LOOK, size - from));
            }
            int start = (int) (at - from);
            int marker = look[start + 1] & 0xFF;
            if (look[start] != (byte) 0xFF || marker == 0xFF || marker == EOI) {
                return -1;
            }
            if (marker == SOS) {
                return at;
            }
            at += standsAlone(marker) ? 2 : 2 + unsignedShort(look, start + 2);
        }
        return -1;
    }

    /** TEM, the restart markers, and SOI: two bytes, nothing behind them. */
    static boolean standsAlone(int marker) {
        return marker == 0x01 || marker >= 0xD0 && marker <= 0xD8;
    }

    /** Segments that may stand between two scans: tables (DHT, DAC, DQT), DNL, DRI, the next scan's header, APPn and COM. */
    private static boolean carriesLength(int marker) {
        return marker == 0xC4 || marker == 0xCC || marker >= SOS && marker <= 0xDD || marker >= 0xE0 && marker <= 0xEF || marker == 0xFE;
    }

    private static int unsignedShort(byte[] b, int at) {
        return ByteBuffer.wrap(b).getShort(at) & 0xFFFF;
    }
}
