package io.streetmatch.augment;

import ij.process.ColorProcessor;
import ij.process.ImageProcessor;
import java.util.Random;

/**
 * A cut-out somewhere in the picture, enlarged to the picture's size.
 *
 * @param scale area of the cut-out, as a share of the picture
 * @param ratio proportions of the cut-out (width over height), as a multiple of the picture's own
 */
record RandomResizedCrop(Range scale, Range ratio) implements Operation {

    static RandomResizedCrop read(Fields fields) throws RecipeException {
        return new RandomResizedCrop(fields.range("scale", 0.01, 1, new Range(0.08, 1)), fields.range("ratio", 0.1, 10, new Range(0.75, 1.3333)));
    }

    @Override
    public Edit draw(Random random) {
        double area = scale.draw(random);
        double proportion = ratio.draw(random);
        double width = Range.rounded(Math.min(1, Math.sqrt(area * proportion)));
        double height = Range.rounded(Math.min(1, Math.sqrt(area / proportion)));
        double x = Range.rounded(random.nextDouble() * (1 - width));
        double y = Range.rounded(random.nextDouble() * (1 - height));
        return new Edit("RandomResizedCrop(x=%s, y=%s, width=%s, height=%s)"
                .formatted(Range.text(x), Range.text(y), Range.text(width), Range.text(height)),
                pixels -> cut(pixels, x, y, width, height));
    }

    private static ColorProcessor cut(ColorProcessor pixels, double x, double y, double width, double height) {
        int wide = pixels.getWidth();
        int high = pixels.getHeight();
        // Of a few pixels, one at least: rounding must not lead beyond the last.
        pixels.setRoi(Math.min(wide - 1, (int) Math.round(x * wide)), Math.min(high - 1, (int) Math.round(y * high)),
                Math.max(1, (int) Math.round(width * wide)), Math.max(1, (int) Math.round(height * high)));
        ImageProcessor part = pixels.crop();
        part.setInterpolationMethod(ImageProcessor.BILINEAR);
        return (ColorProcessor) part.resize(wide, high);
    }
}
