package io.streetmatch.index;

import io.streetmatch.embed.Metric;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.VectorUtil;

/**
 * What a {@link Metric} means for stored vectors: how Lucene ranks them, and the values that people see.
 *
 * <p>Lucene ranks with floats; the few that it found are scored again here in double precision, so that the values follow the metric's
 * definition and a vector that is asked for itself has a distance of exactly 0 (not for {@link Metric#IP}).
 */
record VectorScoring(Metric metric) {

    /**
     * How far the squared length of a vector of length 1 is from 1 at most, for its floats being rounded: twice half a unit in the last
     * place. Within it a vector is left as it is, so that one that goes from index to index stays the same to the bit.
     */
    private static final double UNIT_TOLERANCE = 0x1p-22;

    /** The two values of {@link Neighbour}. */
    record Score(double distance, double similarity) {}

    /** The ranking that gives the order of {@link #score}, given {@linkplain #prepare prepared} vectors. */
    VectorSimilarityFunction ranking() {
        return switch (metric) {
            case L2 -> VectorSimilarityFunction.EUCLIDEAN;
            case COSINE -> VectorSimilarityFunction.DOT_PRODUCT;
            case IP -> VectorSimilarityFunction.MAXIMUM_INNER_PRODUCT;
        };
    }

    /**
     * What is stored, or asked, for a vector: for {@link Metric#COSINE} the vector of length 1, otherwise the vector. The zero vector
     * has no direction; it is kept as it is, and its similarity to everything is 0.
     */
    float[] prepare(float[] vector) {
        return switch (metric) {
            case L2, IP -> vector;
            case COSINE -> normalise(vector);
        };
    }

    private static float[] normalise(float[] vector) {
        double squared = dot(vector, vector);
        if (Math.abs(squared - 1) <= UNIT_TOLERANCE) {
            return vector;
        }
        double length = Math.sqrt(squared);
        float[] unit = new float[vector.length];
        if (length > 0) {
            for (int i = 0; i < unit.length; i++) {
                unit[i] = (float) (vector[i] / length);
            }
        }
        return unit;
    }

    /** Distance and similarity of two prepared vectors. */
    Score score(float[] query, float[] stored) {
        return switch (metric) {
            case L2 -> {
                double squared = squaredDistance(query, stored);
                yield new Score(Math.sqrt(squared), 1 / (1 + squared));
            }
            case COSINE -> {
                double cosine = cosine(query, stored);
                yield new Score(1 - cosine, cosine);
            }
            case IP -> {
                double product = dot(query, stored);
                yield new Score(0 - product, product);
            }
        };
    }

    /** Divided by the lengths again, because floats do not hold a length of exactly 1. */
    private static double cosine(float[] a, float[] b) {
        double lengths = Math.sqrt(dot(a, a) * dot(b, b));
        return lengths == 0 ? 0 : Math.max(-1, Math.min(1, dot(a, b) / lengths));
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    private static double squaredDistance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = (double) a[i] - b[i];
            sum += difference * difference;
        }
        return sum;
    }

    /** @throws IllegalArgumentException when the vector is not of this dimension or has a NaN or an infinity */
    static void check(float[] vector, int dimension, String what) {
        if (vector.length != dimension) {
            throw new IllegalArgumentException("%s has %d dimensions, the index has %d".formatted(what, vector.length, dimension));
        }
        try {
            VectorUtil.checkFinite(vector);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(what + ": " + e.getMessage(), e);
        }
    }
}
