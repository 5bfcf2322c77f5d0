package io.streetmatch.augment;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Seen from elsewhere: each corner moves inwards by itself, and what lies between the four is stretched to the picture's size.
 *
 * @param scale standard deviation of the corners' way, as a share of the sides; drawn once, then every corner by the normal distribution
 * @param border what appears beyond the picture's edge (rounding only: corners never move outwards)
 */
record Perspective(Range scale, Border border) implements Operation {

    /** As in Albumentations: corners that moved farther would meet. */
    private static final double FARTHEST = 0.32;

    private static final int CORNERS = 4;

    static Perspective read(Fields fields) throws RecipeException {
        return new Perspective(fields.range("scale", 0, FARTHEST, new Range(0.05, 0.1)), fields.border());
    }

    @Override
    public Edit draw(Random random) {
        double deviation = scale.draw(random);
        double[] inwards = new double[2 * CORNERS];
        for (int i = 0; i < inwards.length; i++) {
            inwards[i] = Range.rounded(Math.abs(random.nextGaussian() * deviation) % FARTHEST);
        }
        String text = Arrays.stream(inwards).mapToObj(Range::text).collect(Collectors.joining(","));
        return new Edit("Perspective(inwards=" + text + ")", pixels -> {
            double right = pixels.getWidth() - 1.0;
            double bottom = pixels.getHeight() - 1.0;
            double[] x = {inwards[0] * right, right - inwards[2] * right, right - inwards[4] * right, inwards[6] * right};
            double[] y = {inwards[1] * bottom, inwards[3] * bottom, bottom - inwards[5] * bottom, bottom - inwards[7] * bottom};
            return Warp.apply(pixels, Homography.toQuadrilateral(pixels.getWidth(), pixels.getHeight(), x, y), border);
        });
    }
}
