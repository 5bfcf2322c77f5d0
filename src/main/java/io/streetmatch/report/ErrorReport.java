package io.streetmatch.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.streetmatch.image.ImageId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Says beside a quarantined file why it is there; {@code conf/error.schema.json} states its JSON.
 *
 * @param file name of the file as it was dropped: path below the inbox or the probe folder, with {@code /}
 * @param id SHA-256 of the file; absent when it could not be read
 * @param reason the kind, for programs: lower-case words joined by {@code _}, such as {@code not_a_picture}
 * @param message one sentence for people
 * @param step where it happened
 * @param bytes size of the file
 * @param time when it was quarantined; kept to the millisecond
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonPropertyOrder({"schemaVersion"})
public record ErrorReport(String file, Optional<ImageId> id, String reason, String message, Step step, long bytes, Instant time) {

    /** Version of the JSON's shape. */
    public static final String SCHEMA_VERSION = "1";

    /** @throws IllegalArgumentException when the reason is not lower-case words joined by {@code _} */
    public ErrorReport {
        Failure.requireReason(reason);
        time = time.truncatedTo(ChronoUnit.MILLIS);
    }

    /** The report of a failure. */
    public static ErrorReport of(String file, Optional<ImageId> id, long bytes, Failure failure, Instant time) {
        return new ErrorReport(file, id, failure.reason(), failure.message(), failure.step(), bytes, time);
    }

    /** The version that this report's JSON follows. */
    @JsonProperty(access = JsonProperty.Access.READ_ONLY)
    public String schemaVersion() {
        return SCHEMA_VERSION;
    }
}
