package io.streetmatch.embed;

/**
 * Size of the picture that a model takes, in pixels.
 *
 * @param width columns, at least 1
 * @param height rows, at least 1
 */
record InputSize(int width, int height) {

    /** Pixels in a picture. */
    int pixels() {
        return width * height;
    }

    /** As it stands in a fingerprint: {@code 224} for a square, else {@code 640x480}. */
    String text() {
        return width == height ? Integer.toString(width) : width + "x" + height;
    }

    /** For people: {@code 640 x 480}. */
    @Override
    public String toString() {
        return width + " x " + height;
    }
}
