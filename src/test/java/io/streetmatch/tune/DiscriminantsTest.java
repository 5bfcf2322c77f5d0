package io.streetmatch.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.streetmatch.embed.DescriptorHead;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DiscriminantsTest {

    /** Six groups of three vectors, drawn once. */
    private static final double[][][] GROUPS = {
        {{1.05, 2.15, 1.86, 3.77}, {0.99, 2.39, 2.25, 3.77}, {0.71, 1.65, 3.29, 3.74}},
        {{0.08, 1.72, 2.8, 4.26}, {0.12, 1.06, 2.54, 4.28}, {0.5, -0.23, 3.37, 4.28}},
        {{-0.18, 2.98, 3.55, 3.95}, {0.04, 1.84, 3.17, 4.14}, {0, 1.91, 3.82, 4}},
        {{1.27, 0.7, 3.04, 4.02}, {1.04, 0.91, 3.34, 4.25}, {0.81, 0.43, 3.24, 3.94}},
        {{-1.83, 1.46, 2.55, 3.81}, {-1.79, 1.25, 1.95, 3.89}, {-1.82, 1.3, 2.19, 3.73}},
        {{-2.74, 0.87, 2.36, 4.01}, {-2.33, 2.29, 2.36, 4.12}, {-2.79, 2.61, 2.36, 4.11}}};

    /** By NumPy, another way: whitening by the symmetric square root from eigenvectors, numpy.cov for the means. */
    private static final double[][] AXES_BY_NUMPY = {
        {3.0628787314927077, 0.1631811212804999, 0.1917473101584462, -0.2791365918073968},
        {0.1081279346887846, -0.0857357020759906, 0.36834857664549386, 1.84015801082732},
        {-0.19036517762307853, 0.8248586049710204, 1.210733124899063, -0.21098364103595582},
        {0.06884220627085624, 0.8791995427605624, -0.5673691655168649, 0.22254113663365507}};

    @Test
    void agreesWithNumPy() {
        Discriminants found = Discriminants.fit(scatter(GROUPS), 4);
        assertThat(found.mean()).containsExactly(
                new double[] {-0.38166666666666665, 1.516111111111111, 2.7800000000000007, 4.003888888888889}, within(1e-12));
        assertThat(found.spread()).containsExactly(
                new double[] {1.5084997452706055, 0.841067443457684, 0.6064132559872327, 0.20305171754998763}, within(1e-12));
        assertThat(found.axes()).hasSize(4);
        for (int j = 0; j < 4; j++) {
            assertThat(upright(found.axes().get(j))).containsExactly(AXES_BY_NUMPY[j], within(1e-9));
        }
        assertThat(Discriminants.fit(scatter(GROUPS), 2).axes()).hasSize(2).first().isEqualTo(found.axes().get(0));
    }

    @Test
    void findsTheAxesOfACaseDoneByHand() {
        // Four groups of four about (3, 0), (-3, 0), (0, 1), (0, -1), each with copies 1 to either side, along x and along y: the covariance
        // within is 4 * 2 / 12 = 2/3 for both, that of the means 18/3 = 6 and 2/3; less a quarter of that within: 35/6 and 1/2.
        double[][][] groups = new double[4][][];
        double[][] means = {{3, 0}, {-3, 0}, {0, 1}, {0, -1}};
        for (int g = 0; g < 4; g++) {
            double x = means[g][0];
            double y = means[g][1];
            groups[g] = new double[][] {{x + 1, y}, {x - 1, y}, {x, y + 1}, {x, y - 1}};
        }
        // Spread: the root of the sums, 6.5 and 7/6. Scaled by it, within: 4/39 and 4/7; between: 35/39 and 3/7.
        double ridge = 0.3 * (4.0 / 39 + 4.0 / 7) / 2;
        double shrinkage = 50.0 / 4 * (35.0 / 39 + 3.0 / 7) / 2;
        double leftAlongX = (35.0 / 39 + shrinkage) / (4.0 / 39 + ridge);
        double leftAlongY = (3.0 / 7 + shrinkage) / (4.0 / 7 + ridge);
        Discriminants found = Discriminants.fit(scatter(groups), 2);
        assertThat(found.mean()).containsExactly(new double[] {0, 0}, within(1e-12));
        assertThat(found.spread()).containsExactly(new double[] {Math.sqrt(6.5), Math.sqrt(7.0 / 6)}, within(1e-12));
        assertThat(upright(found.axes().get(0))).containsExactly(
                new double[] {Math.sqrt(leftAlongX / (1 + leftAlongX) / (4.0 / 39 + ridge)), 0}, within(1e-12));
        assertThat(upright(found.axes().get(1))).containsExactly(
                new double[] {0, Math.sqrt(leftAlongY / (1 + leftAlongY) / (4.0 / 7 + ridge))}, within(1e-12));
    }

    @Test
    void whitensWithinAndOrdersBetween() {
        int size = 30;
        Scatter scatter = scatter(random(25, 6, size));
        Discriminants found = Discriminants.fit(scatter, size);
        double[][] within = scaled(scatter, found, true);
        double[][] between = scaled(scatter, found, false);
        addToDiagonal(between, 50.0 / 25 * trace(between) / size);
        addToDiagonal(within, 0.3 * trace(within) / size);
        double last = Double.POSITIVE_INFINITY;
        for (int j = 0; j < size; j++) {
            double[] axis = found.axes().get(j);
            double left = form(axis, between, axis) / form(axis, within, axis);
            assertThat(left).isLessThanOrEqualTo(last);
            last = left;
            // Of length 1 in the whitened space, but for its weight; at right angles to the others in both senses.
            assertThat(form(axis, within, axis)).isCloseTo(left / (1 + left), within(1e-9));
            for (double[] other : found.axes().subList(0, j)) {
                assertThat(form(axis, within, other)).isCloseTo(0, within(1e-9));
                assertThat(form(axis, between, other)).isCloseTo(0, within(1e-9 * left));
            }
        }
    }

    @Test
    void becomesAHeadThatLooksThroughWhatEditsChange() {
        DescriptorHead head = Discriminants.fit(scatter(random(200, 6, 12)), 6).head();
        assertThat(head.inputSize()).isEqualTo(12);
        assertThat(head.outputSize()).isEqualTo(6);
        // random() varies the first features within groups and the last ones between them.
        float[] one = features(12, 2);
        float[] edited = one.clone();
        edited[0] = 9;
        float[] other = one.clone();
        other[11] = 9;
        assertThat(cosine(head.apply(one), head.apply(edited))).isGreaterThan(0.9);
        assertThat(cosine(head.apply(one), head.apply(other))).isLessThan(0.5);
    }

    @Test
    void bearsFeaturesThatNeverMove() {
        double[][][] groups = random(10, 3, 6);
        for (double[][] group : groups) {
            for (double[] vector : group) {
                vector[2] = 0;
            }
        }
        Discriminants found = Discriminants.fit(scatter(groups), 6);
        assertThat(found.spread()[2]).isPositive();
        found.axes().forEach(axis -> assertThat(axis).doesNotContain(Double.NaN, Double.POSITIVE_INFINITY));
    }

    @Test
    void refusesWhatHasNoAxes() {
        double[][] same = {{1, 2}, {1, 2}};
        assertThatThrownBy(() -> Discriminants.fit(scatter(new double[][][] {same, same, same}), 2)).hasMessageContaining("the same for all");
        // The means differ by less than copies do.
        double[][] wide = {{5, 0}, {-5, 0}, {0, 5}, {0, -5}};
        assertThatThrownBy(() -> Discriminants.fit(scatter(new double[][][] {wide, wide, wide}), 2)).hasMessageContaining("do not differ more");
    }

    private static Scatter scatter(double[][][] groups) {
        Scatter scatter = new Scatter(groups[0][0].length);
        for (double[][] group : groups) {
            scatter.add(Arrays.asList(group));
        }
        return scatter;
    }

    private static double[][][] random(int groups, int copies, int size) {
        Random random = new Random(3);
        double[][][] all = new double[groups][copies][size];
        for (double[][] group : all) {
            double[] mean = random.doubles(size).toArray();
            for (double[] vector : group) {
                for (int i = 0; i < size; i++) {
                    vector[i] = 2 + mean[i] * (i + 1) / size + random.nextGaussian() * (size - i) / size / 2;
                }
            }
        }
        return all;
    }

    private static float[] features(int size, double root) {
        float[] features = new float[size];
        Arrays.fill(features, (float) (root * root));
        features[size - 1] += 1;
        return features;
    }

    private static double cosine(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** An axis has two directions; this one has its largest weight above 0. */
    private static double[] upright(double[] axis) {
        double largest = 0;
        for (double weight : axis) {
            largest = Math.abs(weight) > Math.abs(largest) ? weight : largest;
        }
        double sign = Math.signum(largest);
        return Arrays.stream(axis).map(weight -> weight * sign).toArray();
    }

    private static double[][] scaled(Scatter scatter, Discriminants found, boolean within) {
        int size = scatter.size();
        double[][] matrix = new double[size][size];
        for (int row = 0; row < size; row++) {
            for (int column = row; column < size; column++) {
                double value = (within ? scatter.within(row, column) : scatter.between(row, column)) / found.spread()[row] / found.spread()[column];
                matrix[row][column] = value;
                matrix[column][row] = value;
            }
        }
        return matrix;
    }

    private static double trace(double[][] matrix) {
        double sum = 0;
        for (int i = 0; i < matrix.length; i++) {
            sum += matrix[i][i];
        }
        return sum;
    }

    private static void addToDiagonal(double[][] matrix, double value) {
        for (int i = 0; i < matrix.length; i++) {
            matrix[i][i] += value;
        }
    }

    private static double form(double[] a, double[][] matrix, double[] b) {
        List<Double> terms = new ArrayList<>();
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b.length; j++) {
                terms.add(a[i] * matrix[i][j] * b[j]);
            }
        }
        return terms.stream().mapToDouble(Double::doubleValue).sum();
    }
}
