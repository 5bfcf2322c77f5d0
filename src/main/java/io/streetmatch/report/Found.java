package io.streetmatch.report;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A question that was answered; with no matches only when the collection is empty.
 *
 * @param question the picture that was asked about, read and decoded
 * @param model what made the embedding
 * @param index what was searched
 * @param group how entries became matches
 * @param matches nearest first, ranks 1, 2, 3, ...
 * @param timings where the time went
 * @param answered when the answer was ready; kept to the millisecond
 */
@JsonPropertyOrder({"schemaVersion", "status"})
public record Found(
        Question question,
        AnsweringModel model,
        SearchedIndex index,
        Grouping group,
        List<Match> matches,
        Timings timings,
        Instant answered)
        implements Answer {

    static final String STATUS = "ok";

    /** @throws IllegalArgumentException when the question was not decoded, or the ranks are not 1, 2, 3, ... */
    public Found {
        if (!question.isDecoded()) {
            throw new IllegalArgumentException("a question that was not decoded cannot have matches: " + question.file());
        }
        matches = List.copyOf(matches);
        for (int i = 0; i < matches.size(); i++) {
            if (matches.get(i).rank() != i + 1) {
                throw new IllegalArgumentException("match " + (i + 1) + " has rank " + matches.get(i).rank());
            }
        }
        answered = answered.truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public String status() {
        return STATUS;
    }
}
