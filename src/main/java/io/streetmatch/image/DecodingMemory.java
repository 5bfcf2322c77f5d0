package io.streetmatch.image;

/**
 * What decoding a file takes at its height, in bytes, nearly all of it outside the Java heap where no other limit holds: told by the header,
 * before anything is decoded. Rather too much than too little, as what it is not told is assumed to be the worst.
 *
 * <p>It follows what {@link PictureReader} and OpenCV 4.9 do, step by step: who changes a step changes it here, too.
 */
final class DecodingMemory {

    private static final int BGR = 3;
    private static final int BGRA = 4;

    /** The reduced picture as BGR, as RGB, and on the heap. */
    private static final int COPIES = 3;

    /** Of a band that is laid over white: its pixels in 8 bits, their alpha, and that for each colour. */
    private static final int BAND = BGRA + 1 + BGR;

    private DecodingMemory() {}

    /**
     * The bytes that a file takes.
     *
     * @param length of the file, of which OpenCV gets a copy
     * @param turned whether OpenCV exchanges the sides of what it decoded, for which it takes a second picture of that size
     */
    static long of(int length, ImageHeader header, boolean turned, Detail detail) {
        int divisor = detail.divisor(header);
        int width = divided(header.width(), divisor);
        int height = divided(header.height(), divisor);
        long pixels = (long) width * height;
        long decoded = pixels * (header.alpha() ? BGRA : BGR) * (turned ? 2 : 1);
        long overWhite = header.alpha() ? pixels * BGR + Math.min(pixels, Pixels.AT_ONCE) * BAND : 0;
        double scale = Math.min(1, detail.scale(width, height));
        long kept = (long) (pixels * scale * scale) * BGR * COPIES;
        return length + header.beside() + decoded + overWhite + kept;
    }

    private static int divided(int side, int divisor) {
        return (int) (((long) side + divisor - 1) / divisor);
    }
}
