package io.streetmatch.augment;

/** A colour, each part 0 to 255. */
record Rgb(int red, int green, int blue) {

    static final Rgb BLACK = new Rgb(0, 0, 0);

    /** As ImageJ keeps pixels: {@code 0xFFRRGGBB}. */
    int packed() {
        return 0xFF000000 | red << 16 | green << 8 | blue;
    }
}
