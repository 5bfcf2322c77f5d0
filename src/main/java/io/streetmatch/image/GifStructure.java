package io.streetmatch.image;

import io.streetmatch.image.BadImageException.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

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

    private static final int SCREEN_END = 13;
    private static final int EXTENSION = 0x21;
    private static final int IMAGE = 0x2C;
    private static final int TRAILER = 0x3B;

    /**
     * Walks the blocks up to the first frame.
     *
     * @throws BadImageException when there is none
     * @throws IndexOutOfBoundsException when the file ends before it
     */
    static GifStructure parse(byte[] b) throws BadImageException {
        ByteBuffer in = ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN);
        int flags = in.get(10);
        int at = SCREEN_END + ((flags & 0x80) != 0 ? 3 << (flags & 7) + 1 : 0);
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

    private static int unsigned(ByteBuffer in, int at) {
        return in.getShort(at) & 0xFFFF;
    }
}
