package io.streetmatch.embed;

/**
 * Size of the picture that a model takes, in pixels.
 *
 * @param width columns, at least 1
 * @param height rows, at least 1
 */
record InputSize(int width, int height) {

    private static final int FORMERLY_SHOWN = 512;

    /** Pixels in a picture. */
    int pixels() {
        return width * height;
    }

    /** The larger of the two. */
    int largerSide() {
        return Math.max(width, height);
    }

    /**
     * As it stands in a fingerprint: {@code 224} for a square, else {@code 448x336}; with a letter behind it, {@code 640f}, where a former
     * version showed the model no more than 512 pixels, enlarged: its vectors are others.
     */
    String text() {
        return (width == height ? Integer.toString(width) : width + "x" + height) + (largerSide() > FORMERLY_SHOWN ? "f" : "");
    }

    /** For people: {@code 640 x 480}. */
    @Override
    public String toString() {
        return width + " x " + height;
    }
}
