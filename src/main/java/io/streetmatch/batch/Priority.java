package io.streetmatch.batch;

/** Who goes first. */
public enum Priority {
    /** Somebody waits for the answer: goes before everything of {@link #BULK}, and never shares a batch with it. */
    URGENT,
    /** Throughput counts. */
    BULK
}
