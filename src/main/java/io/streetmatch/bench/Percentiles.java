package io.streetmatch.bench;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Times in ascending order. */
public record Percentiles(List<Duration> sorted) {

    /** Of these times, in any order; at least one. */
    public static Percentiles of(List<Duration> times) {
        if (times.isEmpty()) {
            throw new IllegalArgumentException("no times");
        }
        return new Percentiles(times.stream().sorted().toList());
    }

    /** The smallest time that this share of all times does not exceed, {@code share} above 0 and at most 1 (nearest rank). */
    public Duration at(double share) {
        return sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
    }

    /** {@code p50 50 ms, p99 87 ms (100 questions)}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "p50 %d ms, p99 %d ms (%d questions)", at(0.5).toMillis(), at(0.99).toMillis(), sorted.size());
    }
}
