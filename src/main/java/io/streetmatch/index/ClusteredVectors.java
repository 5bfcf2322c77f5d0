package io.streetmatch.index;

import java.util.Random;

/**
 * Synthetic embeddings of length 1 that crowd like real ones; the same for the same seed.
 *
 * <p>Centres are drawn evenly from the sphere, one for every {@value #PER_CLUSTER} vectors. A vector is a centre plus Gaussian noise of
 * expected length {@value #SPREAD}, a question is a vector of the collection plus noise of expected length {@value #EDIT}; both are
 * scaled back to length 1. All directions of the noise are alike, which is harder for a graph than real embeddings of that dimension.
 */
final class ClusteredVectors {

    static final int PER_CLUSTER = 50;
    static final double SPREAD = 0.7;
    static final double EDIT = 0.3;

    private final float[][] centres;
    private final int dimension;
    private final long seed;

    ClusteredVectors(int count, int dimension, long seed) {
        this.dimension = dimension;
        this.seed = seed;
        this.centres = new float[Math.max(1, count / PER_CLUSTER)][];
        Random random = new Random(seed);
        for (int i = 0; i < centres.length; i++) {
            centres[i] = around(new float[dimension], 1, random);
        }
    }

    /** The vector with this number; computed each time, so that a large collection need not fit into memory. */
    float[] vector(int number) {
        Random random = new Random(seed + 31L * (number + 1));
        return around(centres[random.nextInt(centres.length)], SPREAD, random);
    }

    /** A question near the vector with this number. */
    float[] question(int number) {
        return around(vector(number), EDIT, new Random(~seed - 31L * (number + 1)));
    }

    private float[] around(float[] centre, double spread, Random random) {
        double[] drawn = new double[dimension];
        double squared = 0;
        for (int i = 0; i < dimension; i++) {
            drawn[i] = centre[i] + spread / Math.sqrt(dimension) * random.nextGaussian();
            squared += drawn[i] * drawn[i];
        }
        float[] unit = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            unit[i] = (float) (drawn[i] / Math.sqrt(squared));
        }
        return unit;
    }
}
