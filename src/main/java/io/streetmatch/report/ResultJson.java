package io.streetmatch.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * The JSON of answers and error reports: fields in a fixed order, times in ISO 8601 (UTC), enums in lower case, non-ASCII characters as
 * they are. Write the text as UTF-8. Safe for use by several threads.
 */
public final class ResultJson {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new ResultJsonModule())
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .configure(EnumFeature.WRITE_ENUMS_TO_LOWERCASE, true)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final ObjectWriter PRETTY = MAPPER.writerWithDefaultPrettyPrinter();

    private ResultJson() {}

    /** An answer as it stands in its file: several lines, the last one ended. */
    public static String toJson(Answer answer) {
        return write(PRETTY, answer) + "\n";
    }

    /** An answer in one line, without a line end. */
    public static String toLine(Answer answer) {
        return write(MAPPER.writer(), answer);
    }

    /** An error report as it stands in its file: several lines, the last one ended. */
    public static String toJson(ErrorReport report) {
        return write(PRETTY, report) + "\n";
    }

    /**
     * Reads what {@link #toJson(Answer)} or {@link #toLine} wrote.
     *
     * @throws IllegalArgumentException when it is not the JSON of an answer of {@linkplain Answer#SCHEMA_VERSION this version}
     */
    public static Answer parseAnswer(String json) {
        return parse(json, Answer.class, Answer.SCHEMA_VERSION, "an answer");
    }

    /**
     * Reads what {@link #toJson(ErrorReport)} wrote.
     *
     * @throws IllegalArgumentException when it is not the JSON of an error report of {@linkplain ErrorReport#SCHEMA_VERSION this version}
     */
    public static ErrorReport parseErrorReport(String json) {
        return parse(json, ErrorReport.class, ErrorReport.SCHEMA_VERSION, "an error report");
    }

    private static <T> T parse(String json, Class<T> type, String version, String what) {
        try {
            JsonNode tree = MAPPER.readTree(json);
            if (!tree.path("schemaVersion").asText().equals(version)) {
                throw new IllegalArgumentException("not the JSON of " + what + " of version " + version + ": its schemaVersion is "
                        + (tree.has("schemaVersion") ? tree.get("schemaVersion") : "absent"));
            }
            return MAPPER.treeToValue(tree, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not the JSON of " + what + ": " + e.getOriginalMessage(), e);
        }
    }

    private static String write(ObjectWriter writer, Object value) {
        try {
            return writer.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("every answer and report has a JSON", e);
        }
    }
}
