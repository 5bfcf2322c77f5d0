package io.streetmatch.augment;

/**
 * What is seen where an edit looks beyond the picture's edge.
 *
 * @param mode how
 * @param fill the colour of {@link Mode#CONSTANT}
 */
record Border(Mode mode, Rgb fill) {

    static final Border BLACK = new Border(Mode.CONSTANT, Rgb.BLACK);

    /** The names of OpenCV and Albumentations, with a row of pixels {@code abcd} as the example. */
    enum Mode {
        /** A colour: {@code ---abcd---}. */
        CONSTANT,
        /** The last pixel again: {@code aaaabcdddd}. */
        REPLICATE,
        /** Mirrored at the last pixel, which is not repeated: {@code dcbabcdcba}. */
        REFLECT_101
    }

    /** The coordinate inside a row of {@code length} pixels that stands for {@code at}; not for {@link Mode#CONSTANT}. */
    int inside(int at, int length) {
        if (at >= 0 && at < length) {
            return at;
        }
        if (mode == Mode.REPLICATE || length == 1) {
            return Math.max(0, Math.min(length - 1, at));
        }
        int period = 2 * (length - 1);
        int folded = Math.floorMod(at, period);
        return folded < length ? folded : period - folded;
    }
}
