package io.streetmatch.embed;

import java.time.Duration;

/**
 * How patient a download is.
 *
 * @param attempts for each address, at least 1
 * @param firstRetry pause before the second attempt; each further pause is twice as long
 * @param connect time to connect, and again to answer with the headers
 * @param stall longest time without a single byte
 */
record DownloadPolicy(int attempts, Duration firstRetry, Duration connect, Duration stall) {

    static final DownloadPolicy DEFAULT = new DownloadPolicy(4, Duration.ofSeconds(1), Duration.ofSeconds(15), Duration.ofSeconds(60));

    /** Pause after this failed attempt, counted from 1. */
    Duration pauseAfter(int attempt) {
        return firstRetry.multipliedBy(1L << (attempt - 1));
    }
}
