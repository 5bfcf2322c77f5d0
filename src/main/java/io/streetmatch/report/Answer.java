package io.streetmatch.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;

/**
 * What one question gave: the matches, or why there are none to give.
 *
 * <p>{@link ResultJson} turns it into JSON and back.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.EXISTING_PROPERTY, property = "status")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Found.class, name = Found.STATUS),
    @JsonSubTypes.Type(value = Failed.class, name = Failed.STATUS)
})
@JsonPropertyOrder({"schemaVersion", "status"})
public sealed interface Answer permits Found, Failed {

    /** Version of the JSON's shape; changes with every change of {@code conf/result.schema.json} that a strict reader would notice. */
    String SCHEMA_VERSION = "1";

    /** The version that this answer's JSON follows. */
    @JsonProperty(access = JsonProperty.Access.READ_ONLY)
    default String schemaVersion() {
        return SCHEMA_VERSION;
    }

    /** {@code ok} or {@code error}, as it stands in the JSON. */
    @JsonProperty(access = JsonProperty.Access.READ_ONLY)
    String status();

    /** The picture that was asked about. */
    Question question();

    /** When the answer was ready, to the millisecond. */
    Instant answered();
}
