package io.streetmatch.image;

/**
 * How much is kept of a large picture: what the input of the model shows, and not much more, so that waiting pictures are small.
 *
 * @param shortSide that larger pictures are reduced to, in pixels
 */
record Detail(int shortSide) {

    /** For people to look at, for recipes, and for the models that ship (pixels). */
    private static final int LEAST = 512;

    /** With {@link #LEAST} a JPEG is not reduced below this: INTER_AREA to such a model's input then loses nothing that could be seen there. */
    private static final int LEAST_OF_JPEG = 400;

    /** A long strip is reduced until it has no more than these, however short its short side gets: nobody sees more in it. */
    private static final double MOST_PIXELS = 4_000_000;

    /** For a larger model's input the strip may be so many times as long as it is wide before its short side gets shorter. */
    private static final double LONGEST_STRIP = 8;

    /** What a model sees whose input has this larger side, in pixels; never less than what the models that ship need. */
    static Detail forInput(int side) {
        return new Detail(Math.max(LEAST, side));
    }

    /** What its decoder divides both sides of a JPEG picture by: 1, 2, 4 or 8; of other formats 1. */
    int divisor(ImageHeader header) {
        if (header.format() != ImageFormat.JPEG) {
            // OpenCV would decode the whole picture all the same, then reduce it by a filter that aliases, and squash a turned TIFF.
            return 1;
        }
        int least = shortSide == LEAST ? LEAST_OF_JPEG : shortSide;
        int side = Math.min(header.width(), header.height());
        return side / 8 >= least ? 8 : side / 4 >= least ? 4 : side / 2 >= least ? 2 : 1;
    }

    /** What the sides of a decoded picture are multiplied by; from 1 on it is kept as it is. */
    double scale(int width, int height) {
        double most = Math.max(MOST_PIXELS, LONGEST_STRIP * shortSide * shortSide);
        return Math.min((double) shortSide / Math.min(width, height), Math.sqrt(most / ((double) width * height)));
    }
}
