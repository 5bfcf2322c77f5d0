package io.streetmatch.augment;

import ij.process.ColorProcessor;
import java.util.Random;

/**
 * A certain part of the picture, at its own size. The bounds are shares of width and height, not pixels as in Albumentations: the pictures
 * of a collection have many sizes.
 *
 * @param left where it begins, from 0 at the left edge
 * @param top where it begins, from 0 at the top
 * @param right where it ends, up to 1 at the right edge; more than {@code left}
 * @param bottom where it ends, up to 1 at the bottom; more than {@code top}
 */
record Crop(double left, double top, double right, double bottom) implements Operation {

    /** Nothing begins behind it, nothing ends before the rest: what one key alone says leaves a part. */
    private static final double LAST_START = 0.99;

    private static final double FIRST_END = 0.01;

    static Crop read(Fields fields) throws RecipeException {
        Crop crop = new Crop(fields.number("x_min", 0, LAST_START, 0), fields.number("y_min", 0, LAST_START, 0),
                fields.number("x_max", FIRST_END, 1, 1), fields.number("y_max", FIRST_END, 1, 1));
        if (crop.left >= crop.right || crop.top >= crop.bottom) {
            throw fields.wrong("Crop has nothing left: x_min must be less than x_max, and y_min less than y_max");
        }
        return crop;
    }

    @Override
    public Edit draw(Random random) {
        return new Edit("Crop(x_min=%s, y_min=%s, x_max=%s, y_max=%s)"
                .formatted(Range.text(left), Range.text(top), Range.text(right), Range.text(bottom)), this::cut);
    }

    private ColorProcessor cut(ColorProcessor pixels) {
        int wide = pixels.getWidth();
        int high = pixels.getHeight();
        // Of a few pixels, one at least.
        int x = Math.min(wide - 1, (int) Math.round(left * wide));
        int y = Math.min(high - 1, (int) Math.round(top * high));
        pixels.setRoi(x, y, Math.max(1, (int) Math.round(right * wide) - x), Math.max(1, (int) Math.round(bottom * high) - y));
        return (ColorProcessor) pixels.crop();
    }
}
