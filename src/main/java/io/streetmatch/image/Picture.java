package io.streetmatch.image;

/**
 * Decoded pixels: 8-bit RGB, interleaved, upright, on the Java heap.
 *
 * <p>Deliberately not an OpenCV {@code Mat}: nothing outside this package has native memory to release. Immutable by agreement (the
 * array is shared, not copied), therefore safe for use by several threads.
 */
public final class Picture {

    private final int width;
    private final int height;
    private final byte[] rgb;

    private Picture(int width, int height, byte[] rgb) {
        this.width = width;
        this.height = height;
        this.rgb = rgb;
    }

    /**
     * Wraps pixels.
     *
     * @param width in pixels, at least 1
     * @param height in pixels, at least 1
     * @param rgb {@code width * height * 3} bytes, row by row, R G B; not copied, and not to be changed afterwards
     * @throws IllegalArgumentException when the sizes do not fit together
     */
    public static Picture ofRgb(int width, int height, byte[] rgb) {
        if (width < 1 || height < 1 || rgb.length != (long) width * height * 3) {
            throw new IllegalArgumentException(
                    "%d bytes are not a %d x %d RGB picture".formatted(rgb.length, width, height));
        }
        return new Picture(width, height, rgb);
    }

    /** Width in pixels. */
    public int width() {
        return width;
    }

    /** Height in pixels. */
    public int height() {
        return height;
    }

    /** The pixels, {@code width * height * 3} bytes, row by row, R G B. Shared: not to be changed. */
    public byte[] rgb() {
        return rgb;
    }

    /** This picture squashed or stretched to another size, each new pixel the mean of the area it covers; itself if the size fits. */
    public Picture resized(int newWidth, int newHeight) {
        return newWidth == width && newHeight == height ? this : Pixels.resized(this, newWidth, newHeight);
    }
}
