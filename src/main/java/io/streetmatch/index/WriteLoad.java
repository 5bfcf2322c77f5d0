package io.streetmatch.index;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Knows from what is being written whether there is time for other work. Safe for use by several threads. */
final class WriteLoad {

    /** What was written this long ago counts 1/e: one late batch is no pause, and a pause is noticed within a few of these. */
    private static final double FADING_SECONDS = 5;

    /** Building graphs for so few takes a small part of a core (vectors a second). */
    private static final double CALM_RATE = 50;

    /** However much was written, there is calm this long after it (seconds). */
    private static final double CALM_AFTER_SECONDS = 10;

    private static final double CALM_BELOW = CALM_RATE * FADING_SECONDS;
    private static final double MOST_REMEMBERED = CALM_BELOW * Math.exp(CALM_AFTER_SECONDS / FADING_SECONDS);

    private final LongSupplier nanos;
    private double recent;
    private long at;

    /**
     * Calm at first.
     *
     * @param nanos a clock such as {@link System#nanoTime}
     */
    WriteLoad(LongSupplier nanos) {
        this.nanos = nanos;
        this.at = nanos.getAsLong();
    }

    /** Notes that vectors were written. */
    synchronized void wrote(int vectors) {
        recent = Math.min(faded() + vectors, MOST_REMEMBERED);
    }

    /** Whether fewer than about {@value #CALM_RATE} vectors a second have been written lately. */
    synchronized boolean isCalm() {
        return faded() < CALM_BELOW;
    }

    /** Forgets what was written. */
    synchronized void forget() {
        recent = 0;
    }

    private double faded() {
        long now = nanos.getAsLong();
        recent *= Math.exp(-(now - at) / (FADING_SECONDS * TimeUnit.SECONDS.toNanos(1)));
        at = now;
        return recent;
    }
}
