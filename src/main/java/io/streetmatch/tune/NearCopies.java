package io.streetmatch.tune;

import java.util.ArrayList;
import java.util.List;

/**
 * Tells pictures that are nearly the same from new ones: another size or quality of a picture must not be learnt as another picture, nor be
 * asked about after the picture itself was learnt from. Not safe for use by several threads.
 */
final class NearCopies {

    /** Cosine of features from which two pictures count as one. */
    static final double SAME = 0.97;

    private final List<float[]> kept = new ArrayList<>();

    /** Whether no picture like this was added before; then it is added. */
    boolean add(float[] features) {
        float[] unit = unit(features);
        for (float[] other : kept) {
            if (cosine(unit, other) >= SAME) {
                return false;
            }
        }
        return kept.add(unit);
    }

    private static double cosine(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static float[] unit(float[] features) {
        double square = 0;
        for (float value : features) {
            square += (double) value * value;
        }
        float[] unit = new float[features.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = square > 0 ? (float) (features[i] / Math.sqrt(square)) : 0;
        }
        return unit;
    }
}
