package io.streetmatch.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;

/**
 * Where the time of an answer went; in the JSON in milliseconds with one decimal.
 *
 * @param read reading the file and its SHA-256
 * @param decode from bytes to the model's input
 * @param embed in the model, waiting for it included
 * @param search in the index
 * @param total from taking up the question to the answer, more than the sum of the others
 */
public record Timings(
        @JsonProperty("readMs") Duration read,
        @JsonProperty("decodeMs") Duration decode,
        @JsonProperty("embedMs") Duration embed,
        @JsonProperty("searchMs") Duration search,
        @JsonProperty("totalMs") Duration total) {

    private static final long UNIT_NANOS = 100_000;

    /** Keeps each to a tenth of a millisecond. */
    public Timings {
        read = rounded(read);
        decode = rounded(decode);
        embed = rounded(embed);
        search = rounded(search);
        total = rounded(total);
    }

    private static Duration rounded(Duration duration) {
        return Duration.ofNanos(Math.round((double) duration.toNanos() / UNIT_NANOS) * UNIT_NANOS);
    }
}
