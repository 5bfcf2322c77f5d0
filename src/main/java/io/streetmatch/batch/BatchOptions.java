package io.streetmatch.batch;

import java.time.Duration;
import java.util.function.Predicate;

/**
 * How a {@link Batcher} behaves.
 *
 * @param name for threads, log lines and status
 * @param maxBatch items in a batch at most, at least 1
 * @param capacity waiting items of one priority at most, at least 1; a further {@code submit} of that priority blocks
 * @param linger how long an incomplete batch waits for more items, while {@linkplain Batcher#expectNoMore they are expected}
 *     (10 ms otherwise); zero takes what is there
 * @param workers batches in work at the same time, at least 1
 * @param retryable which failures of a batch pass with time: these are tried again until they pass or the batcher is closed
 * @param firstDelay pause before the first new try; doubled each time
 * @param maxDelay longest pause between tries
 */
public record BatchOptions(
        String name,
        int maxBatch,
        int capacity,
        Duration linger,
        int workers,
        Predicate<Throwable> retryable,
        Duration firstDelay,
        Duration maxDelay) {

    /** @throws IllegalArgumentException when a number is out of range */
    public BatchOptions {
        requirePositive("maxBatch", maxBatch);
        requirePositive("capacity", capacity);
        requirePositive("workers", workers);
        if (linger.isNegative() || firstDelay.isNegative() || maxDelay.compareTo(firstDelay) < 0) {
            throw new IllegalArgumentException("linger %s, firstDelay %s, maxDelay %s: none may be negative, the last not the smaller"
                    .formatted(linger, firstDelay, maxDelay));
        }
    }

    private static void requirePositive(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " is " + value + ", must be at least 1");
        }
    }
}
