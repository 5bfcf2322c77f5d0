package io.streetmatch.augment;

import ij.process.ColorProcessor;
import java.util.Random;

/**
 * Out of focus.
 *
 * @param sigmaLimit standard deviation, in pixels of a picture whose long side is {@value #REFERENCE} pixels
 */
record GaussianBlur(Range sigmaLimit) implements Operation {

    /** Recipes keep their meaning whatever the work size: sigma is scaled from this long side, in pixels. */
    static final int REFERENCE = 640;

    /** Where ImageJ may end its kernel: the sum left out, as a share. Its own default for 8-bit pictures is ten times that. */
    private static final double ACCURACY = 0.0002;

    static GaussianBlur read(Fields fields) throws RecipeException {
        return new GaussianBlur(fields.range("sigma_limit", 0, 50, new Range(0.5, 3)));
    }

    @Override
    public Edit draw(Random random) {
        double sigma = sigmaLimit.draw(random);
        return new Edit("GaussianBlur(sigma=" + Range.text(sigma) + ")", pixels -> blurred(pixels, sigma));
    }

    private static ColorProcessor blurred(ColorProcessor pixels, double sigma) throws InterruptedException {
        double own = sigma * Math.max(pixels.getWidth(), pixels.getHeight()) / REFERENCE;
        new ij.plugin.filter.GaussianBlur().blurGaussian(pixels, own, own, ACCURACY);
        // ImageJ silently leaves the picture as it is when its thread is interrupted.
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while a picture was blurred");
        }
        return pixels;
    }
}
