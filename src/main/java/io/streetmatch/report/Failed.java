package io.streetmatch.report;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A question that could not be answered.
 *
 * @param question as much as is known of the picture that was asked about
 * @param error why
 * @param answered when that was clear; kept to the millisecond
 */
@JsonPropertyOrder({"schemaVersion", "status"})
public record Failed(Question question, Failure error, Instant answered) implements Answer {

    static final String STATUS = "error";

    /** Keeps the time to the millisecond. */
    public Failed {
        answered = answered.truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public String status() {
        return STATUS;
    }
}
