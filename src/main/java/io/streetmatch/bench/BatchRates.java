package io.streetmatch.bench;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How fast each batch size is. Immutable.
 *
 * @param rates pictures a second, by pictures a run of the model; at least one
 */
public record BatchRates(Map<Integer, Double> rates) {

    /** Neighbours among them differ by a few percent: what lies between them would tell little. */
    private static final List<Integer> BATCHES = List.of(1, 4, 8, 16, 32, 64);

    /** A machine that others share wavers by more than good batch sizes differ. */
    private static final int LOOKS = 4;

    /** Copies the rates. */
    public BatchRates {
        rates = Collections.unmodifiableSortedMap(new TreeMap<>(rates));
    }

    /** Measures one batch size. */
    @FunctionalInterface
    public interface Rate {
        /**
         * Pictures a second, measured for about so long.
         *
         * @throws Exception whatever prevents it
         */
        double of(int batch, Duration time) throws Exception;
    }

    /**
     * Looks at every batch size in turns, several times, and takes the means.
     *
     * @param time for each batch size, all looks together
     * @throws Exception the first that {@code rate} throws
     */
    public static BatchRates measure(Rate rate, Duration time) throws Exception {
        Map<Integer, Double> means = new TreeMap<>();
        for (int look = 0; look < LOOKS; look++) {
            for (int batch : BATCHES) {
                means.merge(batch, rate.of(batch, time.dividedBy(LOOKS)) / LOOKS, Double::sum);
            }
        }
        return new BatchRates(means);
    }

    /** The fastest batch size. */
    public int best() {
        return Collections.max(rates.entrySet(), Map.Entry.comparingByValue()).getKey();
    }

    /** Its pictures a second. */
    public double highest() {
        return rates.get(best());
    }

    /** All of them, such as {@code 1: 312 4: 324}. */
    @Override
    public String toString() {
        return rates.entrySet().stream().map(each -> String.format(Locale.ROOT, "%d: %.0f", each.getKey(), each.getValue()))
                .collect(Collectors.joining(" "));
    }
}
