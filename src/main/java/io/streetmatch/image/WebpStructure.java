package io.streetmatch.image;

import io.streetmatch.image.BadImageException.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Walks the chunks of a WebP file (RFC 9649). */
final class WebpStructure {

    private static final int FIRST_CHUNK = 12;
    private static final int CHUNK_HEADER = 8;
    private static final int ANMF_HEADER = 16;

    /** A lossless picture or alpha channel is unpacked beside the result; a file with the extended header may hold either (bytes a pixel). */
    private static final long UNPACKED = 4;

    /** What the frame of an animation is laid on (bytes a pixel). */
    private static final long SCREEN = 3;

    private static final int VP8 = fourCc("VP8 ");
    private static final int VP8L = fourCc("VP8L");
    private static final int VP8X = fourCc("VP8X");
    private static final int ALPH = fourCc("ALPH");
    private static final int ANMF = fourCc("ANMF");

    /**
     * The first frame of an animation.
     *
     * @param file the frame as a WebP file of its own
     * @param left where its left edge lies in the picture
     * @param top where its upper edge lies
     */
    record Frame(byte[] file, int left, int top) {}

    private WebpStructure() {}

    /** The header; of an animation that of the whole picture. */
    static ImageHeader parse(byte[] b) throws BadImageException {
        ByteBuffer in = ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN);
        boolean complete = b.length >= (in.getInt(4) & 0xFFFFFFFFL) + 8;
        int first = in.getInt(FIRST_CHUNK);
        if (first == VP8X) {
            int width = 1 + threeBytes(in, 24);
            int height = 1 + threeBytes(in, 27);
            return new ImageHeader(ImageFormat.WEBP, width, height, (b[20] & 0x10) != 0, complete,
                    (long) width * height * (UNPACKED + (isAnimation(b) ? SCREEN : 0)));
        }
        if (first == VP8L) {
            int bits = in.getInt(21);
            int width = 1 + (bits & 0x3FFF);
            int height = 1 + (bits >>> 14 & 0x3FFF);
            return new ImageHeader(ImageFormat.WEBP, width, height, (bits >>> 28 & 1) != 0, complete, (long) width * height * UNPACKED);
        }
        if (first == VP8) {
            return new ImageHeader(ImageFormat.WEBP, in.getShort(26) & 0x3FFF, in.getShort(28) & 0x3FFF, false, complete, 0);
        }
        throw new BadImageException(Reason.CORRUPT, "The file calls itself WebP but holds no WebP picture.");
    }

    /** By a flag of the extended header. */
    private static boolean isAnimation(byte[] b) {
        return (b[20] & 0x02) != 0;
    }

    /** The first frame; empty when the file is no animation. */
    static Optional<Frame> firstFrame(byte[] b) throws BadImageException {
        ByteBuffer in = ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN);
        if (in.getInt(FIRST_CHUNK) != VP8X || !isAnimation(b)) {
            return Optional.empty();
        }
        for (long at = FIRST_CHUNK; at + CHUNK_HEADER + ANMF_HEADER <= b.length; at = next(in, at)) {
            if (in.getInt((int) at) == ANMF) {
                int content = (int) at + CHUNK_HEADER;
                int end = (int) Math.min(b.length, content + size(in, at));
                byte[] file = file(in, content + 6, content + ANMF_HEADER, end);
                return Optional.of(new Frame(file, 2 * threeBytes(in, content), 2 * threeBytes(in, content + 3)));
            }
        }
        throw new BadImageException(Reason.CORRUPT, "The WebP animation holds no frame.");
    }

    /** A file of the chunks of a frame; one with a separate alpha chunk needs the extended header in front. */
    private static byte[] file(ByteBuffer in, int sizeAt, int from, int end) {
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        boolean alpha = false;
        for (long at = from; at + CHUNK_HEADER <= end; at = next(in, at)) {
            int name = in.getInt((int) at);
            alpha |= name == ALPH;
            if (name == ALPH || name == VP8 || name == VP8L) {
                chunks.write(in.array(), (int) at, (int) (Math.min(end, next(in, at)) - at));
            }
        }
        ByteBuffer file = ByteBuffer.allocate(FIRST_CHUNK + (alpha ? CHUNK_HEADER + 10 : 0) + chunks.size()).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(fourCc("RIFF")).putInt(file.capacity() - 8).putInt(fourCc("WEBP"));
        if (alpha) {
            file.putInt(VP8X).putInt(10).putInt(0x10).put(in.array(), sizeAt, 6);
        }
        return file.put(chunks.toByteArray()).array();
    }

    private static long next(ByteBuffer in, long at) {
        long size = size(in, at);
        return at + CHUNK_HEADER + size + size % 2;
    }

    private static long size(ByteBuffer in, long at) {
        return in.getInt((int) at + 4) & 0xFFFFFFFFL;
    }

    private static int threeBytes(ByteBuffer in, int at) {
        return in.getShort(at) & 0xFFFF | (in.get(at + 2) & 0xFF) << 16;
    }

    private static int fourCc(String name) {
        return ByteBuffer.wrap(name.getBytes(StandardCharsets.ISO_8859_1)).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }
}
