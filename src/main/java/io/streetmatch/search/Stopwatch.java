package io.streetmatch.search;

import java.time.Duration;

/** Measures the laps of one thread. */
final class Stopwatch {

    private final long start = System.nanoTime();
    private long lapStart = start;

    /** Time since the last lap, or since the start. */
    Duration lap() {
        long now = System.nanoTime();
        Duration lap = Duration.ofNanos(now - lapStart);
        lapStart = now;
        return lap;
    }

    /** Time since the start. */
    Duration total() {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
