package io.streetmatch.augment;

import java.util.Random;

/**
 * Other light: a value {@code v} becomes {@code v * (1 + contrast) + 255 * brightness}, cut off at 0 and 255.
 *
 * @param brightness change, as a share of white
 * @param contrast change of the slope
 */
record RandomBrightnessContrast(Range brightness, Range contrast) implements Operation {

    private static final Range DEFAULT = new Range(-0.2, 0.2);

    static RandomBrightnessContrast read(Fields fields) throws RecipeException {
        return new RandomBrightnessContrast(fields.range("brightness_limit", -1, 1, DEFAULT), fields.range("contrast_limit", -1, 5, DEFAULT));
    }

    @Override
    public Edit draw(Random random) {
        double lighter = brightness.draw(random);
        double steeper = contrast.draw(random);
        int[] table = new int[256];
        for (int value = 0; value < table.length; value++) {
            table[value] = (int) Math.max(0, Math.min(255, Math.round(value * (1 + steeper) + 255 * lighter)));
        }
        return new Edit("RandomBrightnessContrast(brightness=%s, contrast=%s)".formatted(Range.text(lighter), Range.text(steeper)), pixels -> {
            pixels.applyTable(table);
            return pixels;
        });
    }
}
