package io.streetmatch.augment;

import ij.process.ColorProcessor;
import ij.process.ImageProcessor;
import java.awt.Color;
import java.util.Random;

/**
 * Turned about its middle; the picture keeps its size, so that corners are cut off.
 *
 * @param limit degrees, counter-clockwise
 * @param border what appears in the corners
 */
record Rotate(Range limit, Border border) implements Operation {

    static Rotate read(Fields fields) throws RecipeException {
        return new Rotate(fields.range("limit", -360, 360, new Range(-90, 90)), fields.border());
    }

    @Override
    public Edit draw(Random random) {
        double angle = limit.draw(random);
        return new Edit("Rotate(angle=" + Range.text(angle) + ")", pixels -> turned(pixels, angle, border));
    }

    private static ColorProcessor turned(ColorProcessor pixels, double angle, Border border) {
        // ImageJ fills with a colour only, and looks beside what has one row or one column.
        if (border.mode() != Border.Mode.CONSTANT || pixels.getWidth() == 1 || pixels.getHeight() == 1) {
            return Warp.apply(pixels, Homography.about(pixels, Homography.rotation(angle)), border);
        }
        pixels.setInterpolationMethod(ImageProcessor.BILINEAR);
        pixels.setBackgroundColor(new Color(border.fill().packed()));
        pixels.rotate(-angle);
        return pixels;
    }
}
