package io.streetmatch.transfer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streetmatch.image.GeoLocation;
import io.streetmatch.image.ImageId;
import io.streetmatch.index.IndexEntry;
import io.streetmatch.index.SourcePicture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Optional;

/** The lines of a collection's file: JSON in UTF-8. */
final class Lines {

    /** What the last line has and no other. */
    static final String CHECKSUM = "sha256";

    /** Bytes between a file and who writes or reads it. */
    static final int BUFFER = 1 << 17;

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Lines() {}

    static MessageDigest checksum() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** An entry without its vector. */
    static ObjectNode of(IndexEntry entry) {
        SourcePicture source = entry.source();
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("id", source.id().hex());
        line.put("variant", entry.variant());
        line.put("edit", entry.edit());
        line.put("recipe", entry.recipe());
        line.put("name", source.name());
        line.put("path", source.path());
        line.put("width", source.width());
        line.put("height", source.height());
        line.put("bytes", source.bytes());
        line.put("ingested", source.ingested().toString());
        source.location().ifPresent(location -> line.put("latitude", location.latitude()).put("longitude", location.longitude()));
        return line;
    }

    /** @throws RuntimeException when a field is missing or has an impossible value */
    static IndexEntry entry(JsonNode line, float[] vector) {
        Optional<GeoLocation> location = line.has("latitude")
                ? Optional.of(new GeoLocation(line.required("latitude").doubleValue(), line.required("longitude").doubleValue()))
                : Optional.empty();
        SourcePicture source = new SourcePicture(new ImageId(text(line, "id")), text(line, "name"), text(line, "path"),
                line.required("width").intValue(), line.required("height").intValue(), line.required("bytes").longValue(),
                Instant.parse(text(line, "ingested")), location);
        return new IndexEntry(source, text(line, "variant"), text(line, "edit"), text(line, "recipe"), vector);
    }

    private static String text(JsonNode line, String field) {
        JsonNode value = line.required(field);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("'" + field + "' is no text");
        }
        return value.textValue();
    }

    /** UTF-8, without a line end. */
    static byte[] bytes(JsonNode line) {
        try {
            return JSON.writeValueAsBytes(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree always has a JSON", e);
        }
    }

    static JsonNode parse(byte[] line) throws JsonProcessingException {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to be read", e);
        }
    }

    /** Whether this begins like a gzip or zstd file. */
    static boolean isCompressed(byte[] start) {
        return start.length > 3 && ((start[0] & 0xFF) == 0x1F && (start[1] & 0xFF) == 0x8B
                || (start[0] & 0xFF) == 0x28 && (start[1] & 0xFF) == 0xB5 && (start[2] & 0xFF) == 0x2F && (start[3] & 0xFF) == 0xFD);
    }
}
