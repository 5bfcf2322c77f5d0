package io.streetmatch.tune;

import java.util.List;

/**
 * How vectors lie about the means of their groups, and the means about each other; summed up as the groups come, so that memory hangs on
 * the length of the vectors and not on their number. Not safe for use by several threads.
 */
final class Scatter {

    private final int size;
    /** Sum over all vectors of (x - m)(x - m)', m the mean of its group; row by row, the upper triangle only. */
    private final double[] within;
    /** Sum over all groups of (m - o)(m - o)', o the first group's mean: near the others, so that little is cancelled. Upper triangle. */
    private final double[] means;
    /** Sum over all groups of m - o. */
    private final double[] sum;
    private final double[] origin;
    private long groups;
    private long vectors;
    private double inverseSizes;

    /** Of vectors of this length. */
    Scatter(int size) {
        this.size = size;
        this.within = new double[Math.multiplyExact(size, size)];
        this.means = new double[size * size];
        this.sum = new double[size];
        this.origin = new double[size];
    }

    /**
     * Adds a group.
     *
     * @param group at least two vectors
     */
    void add(List<double[]> group) {
        double[] mean = new double[size];
        for (double[] vector : group) {
            for (int i = 0; i < size; i++) {
                mean[i] += vector[i] / group.size();
            }
        }
        addSquares(within, group.stream().map(vector -> difference(vector, mean)).toList());
        if (groups == 0) {
            System.arraycopy(mean, 0, origin, 0, size);
        }
        double[] shifted = difference(mean, origin);
        addSquares(means, List.of(shifted));
        for (int i = 0; i < size; i++) {
            sum[i] += shifted[i];
        }
        groups++;
        vectors += group.size();
        inverseSizes += 1.0 / group.size();
    }

    /** Length of the vectors. */
    int size() {
        return size;
    }

    /** Groups that were added. */
    long groups() {
        return groups;
    }

    /** Vectors in them. */
    long vectors() {
        return vectors;
    }

    /** The mean of the groups' means. */
    double[] mean() {
        double[] mean = new double[size];
        for (int i = 0; i < size; i++) {
            mean[i] = origin[i] + sum[i] / groups;
        }
        return mean;
    }

    /** Covariance within groups, pooled and unbiased, at {@code row <= column}. */
    double within(int row, int column) {
        return within[row * size + column] / (vectors - groups);
    }

    /**
     * Covariance between groups, at {@code row <= column}: that of their means, less what finite groups put into it from within. Unbiased,
     * and therefore not always positive.
     */
    double between(int row, int column) {
        double ofMeans = (means[row * size + column] - sum[row] * sum[column] / groups) / (groups - 1);
        return ofMeans - within(row, column) * inverseSizes / groups;
    }

    private static double[] difference(double[] a, double[] b) {
        double[] difference = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            difference[i] = a[i] - b[i];
        }
        return difference;
    }

    private void addSquares(double[] matrix, List<double[]> vectors) {
        for (int row = 0; row < size; row++) {
            int start = row * size;
            for (double[] vector : vectors) {
                double factor = vector[row];
                for (int column = row; column < size; column++) {
                    matrix[start + column] += factor * vector[column];
                }
            }
        }
    }
}
