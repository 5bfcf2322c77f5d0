package io.streetmatch.augment;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;

/**
 * What a parameter is drawn from, evenly; both ends belong to it.
 *
 * @param low smallest value
 * @param high largest value, not below {@code low}
 */
record Range(double low, double high) {

    /** Drawn values are rounded, so that the text in an answer says exactly what was done. */
    private static final int DECIMALS = 4;

    /** A value by lot, rounded to {@value #DECIMALS} decimals. */
    double draw(Random random) {
        return rounded(low + random.nextDouble() * (high - low));
    }

    /** A whole number by lot. */
    int drawInteger(Random random) {
        return (int) low + random.nextInt((int) high - (int) low + 1);
    }

    static double rounded(double value) {
        return BigDecimal.valueOf(value).setScale(DECIMALS, RoundingMode.HALF_EVEN).doubleValue();
    }

    /** A number as people write it: no exponent, no zeros at the end. */
    static String text(double value) {
        BigDecimal number = BigDecimal.valueOf(rounded(value)).stripTrailingZeros();
        return number.signum() == 0 ? "0" : number.toPlainString();
    }
}
