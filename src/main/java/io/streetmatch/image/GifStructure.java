package io.streetmatch.image;

import io.streetmatch.image.BadImageException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;

/**
 * Where the first frame of a GIF file lies (GIF89a specification, sections 18 to 20). The screen and the frame each have a size of their
 * own; either can be a bomb.
 *
 * @param width of the picture: the screen, or more where the frame reaches over it; in pixels
 * @param height of the picture, in pixels
 * @param left edge of the frame
 * @param top edge of the frame
 * @param frameWidth of the frame, in pixels
 * @param frameHeight of the frame, in pixels
 */
record GifStructure(int width, int height, int left, int top, int frameWidth, int frameHeight) {

    private static final int SCREEN_FLAGS = 10;
    private static final int SCREEN_END = 13;
    private static final int EXTENSION = 0x21;
    private static final int IMAGE = 0x2C;
    private static final int TRAILER = 0x3B;

    /** From its mark to the flags in its last byte. */
    private static final int IMAGE_FLAGS = 9;

    /** To walk further would hold up other files; a larger file is watched instead (bytes). */
    private static final long LONGEST_WALK = 64L << 20;

    /** Read at a time (bytes). */
    private static final int LOOK = 1 << 16;

    /** Looks at single bytes of a file from front to back, and reads it in pieces. */
    private static final class Walk {

        private final SeekableByteChannel file;
        private final long size;
        private long from;
        private byte[] piece = {};

        Walk(SeekableByteChannel file, long size) {
            this.file = file;
            this.size = size;
        }

        /** The byte at a place, or -1 behind the end. */
        int at(long place) throws IOException {
            if (place >= size) {
                return -1;
            }
            if (place < from || place >= from + piece.length) {
                from = place;
                piece = Completeness.read(file, from, (int) Math.min(LOOK, size - from));
            }
            return piece[(int) (place - from)] & 0xFF;
        }
    }

    /**
     * Walks the blocks up to the first frame.
     *
     * @throws BadImageException when there is none
     * @throws IndexOutOfBoundsException when the file ends before it
     */
    static GifStructure parse(byte[] b) throws BadImageException {
        ByteBuffer in = ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN);
        int at = SCREEN_END + colours(in.get(SCREEN_FLAGS));
        while (in.get(at) != IMAGE) {
            if (in.get(at) == TRAILER) {
                throw new BadImageException(Reason.CORRUPT, "The GIF file holds no picture.");
            }
            at++;
            if (in.get(at - 1) == EXTENSION) {
                at++;
                while (in.get(at) != 0) {
                    at += 1 + (in.get(at) & 0xFF);
                }
                at++;
            }
        }
        int left = unsigned(in, at + 1);
        int top = unsigned(in, at + 3);
        int frameWidth = unsigned(in, at + 5);
        int frameHeight = unsigned(in, at + 7);
        return new GifStructure(Math.max(unsigned(in, 6), left + frameWidth), Math.max(unsigned(in, 8), top + frameHeight), left, top,
                frameWidth, frameHeight);
    }

    /**
     * Whether its blocks lead to a trailer, and the file ends there: a trailer's only byte stands at many places inside of blocks.
     *
     * @param size of the file, in bytes
     */
    static boolean endsWithItsTrailer(SeekableByteChannel file, long size) throws IOException {
        if (size > LONGEST_WALK) {
            return false;
        }
        Walk walk = new Walk(file, size);
        long at = SCREEN_END + colours(walk.at(SCREEN_FLAGS));
        while (at < size - 1) {
            int block = walk.at(at);
            if (block == EXTENSION) {
                at += 2;
            } else if (block == IMAGE) {
                // Behind its colours stands how long its codes are.
                at += IMAGE_FLAGS + 1 + colours(walk.at(at + IMAGE_FLAGS)) + 1;
            } else {
                return false;
            }
            for (int length = walk.at(at); length > 0; length = walk.at(at)) {
                at += 1 + length;
            }
            at++;
        }
        return at == size - 1 && walk.at(at) == TRAILER;
    }

    /** Bytes of the table of colours that the flags of the screen or of a picture announce. */
    private static int colours(int flags) {
        return (flags & 0x80) != 0 ? 3 << (flags & 7) + 1 : 0;
    }

    private static int unsigned(ByteBuffer in, int at) {
        return in.getShort(at) & 0xFFFF;
    }
}
