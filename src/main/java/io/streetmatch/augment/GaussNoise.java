package io.streetmatch.augment;

import ij.process.ColorProcessor;
import java.util.Random;

/**
 * Sensor noise: every part of every pixel by itself. ImageJ has it, too, but draws it from a seed that all threads share.
 *
 * @param deviation standard deviation, as a share of white
 */
record GaussNoise(Range deviation) implements Operation {

    /** A normal distribution to draw from: computing one value anew takes ten times as long as looking one up. */
    private static final float[] NORMAL = normal(1 << 16);

    private static float[] normal(int size) {
        Random random = new Random(1);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    static GaussNoise read(Fields fields) throws RecipeException {
        return new GaussNoise(fields.range("std_range", 0, 1, new Range(0.02, 0.08)));
    }

    @Override
    public Edit draw(Random random) {
        double drawn = deviation.draw(random);
        long seed = random.nextLong();
        return new Edit("GaussNoise(std=" + Range.text(drawn) + ")", pixels -> noisy(pixels, drawn, seed));
    }

    private static ColorProcessor noisy(ColorProcessor pixels, double deviation, long seed) {
        Random random = new Random(seed);
        int[] rgb = (int[]) pixels.getPixels();
        float strength = (float) (255 * deviation);
        for (int i = 0; i < rgb.length; i++) {
            int colour = 0xFF;
            // One draw gives two values; three parts want two draws.
            int first = random.nextInt();
            int second = random.nextInt();
            colour = colour << 8 | part(rgb[i] >> 16 & 0xFF, strength * NORMAL[first & 0xFFFF]);
            colour = colour << 8 | part(rgb[i] >> 8 & 0xFF, strength * NORMAL[first >>> 16]);
            rgb[i] = colour << 8 | part(rgb[i] & 0xFF, strength * NORMAL[second >>> 16]);
        }
        return pixels;
    }

    private static int part(int value, float noise) {
        return Math.max(0, Math.min(255, Math.round(value + noise)));
    }
}
