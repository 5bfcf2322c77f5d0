package io.streetmatch.transfer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.streetmatch.embed.EmbeddingSpace;
import io.streetmatch.embed.Metric;
import java.time.Instant;

/**
 * The first line of a collection's file.
 *
 * @param space what the vectors are
 * @param entries about how many follow: as many as there were when the writing began
 * @param written when the writing began
 */
public record CollectionHeader(EmbeddingSpace space, long entries, Instant written) {

    static final String FORMAT = "streetmatch-collection";
    static final int VERSION = 1;

    private static final int MOST_DIMENSIONS = 1 << 16;

    String toLine() {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("format", FORMAT);
        line.put("version", VERSION);
        line.put("model", space.model());
        line.put("fingerprint", space.fingerprint());
        line.put("dimension", space.dimension());
        line.put("metric", space.metric().name());
        line.put("entries", entries);
        line.put("written", written.toString());
        return line.toString();
    }

    /** @throws CollectionFileException when the line is not the first one of a collection that this program can read */
    static CollectionHeader parse(byte[] line, String file) throws CollectionFileException {
        JsonNode json = json(line, file);
        int version = json.path("version").intValue();
        if (version != VERSION) {
            throw new CollectionFileException(("%s has version %s of the format, and this Streetmatch reads version %d. Write it with a"
                    + " Streetmatch of this version, or read it with a newer one.").formatted(file, json.path("version"), VERSION));
        }
        try {
            int dimension = json.required("dimension").intValue();
            if (dimension < 1 || dimension > MOST_DIMENSIONS) {
                throw new IllegalArgumentException("a dimension of " + dimension);
            }
            return new CollectionHeader(
                    new EmbeddingSpace(json.required("model").textValue(), json.required("fingerprint").textValue(), dimension,
                            Metric.valueOf(json.required("metric").textValue())),
                    json.required("entries").longValue(), Instant.parse(json.required("written").textValue()));
        } catch (RuntimeException e) {
            throw new CollectionFileException("%s is damaged: its first line has %s. Export the collection again.".formatted(file, e.getMessage()), e);
        }
    }

    private static JsonNode json(byte[] line, String file) throws CollectionFileException {
        try {
            JsonNode json = Lines.parse(line);
            if (json.path("format").asText().equals(FORMAT)) {
                return json;
            }
            throw foreign(file, "");
        } catch (JsonProcessingException e) {
            throw foreign(file, Lines.isCompressed(line) ? " It is compressed: unpack it on the way, as in 'zcat FILE | bin/streetmatch import -'." : "");
        }
    }

    private static CollectionFileException foreign(String file, String hint) {
        return new CollectionFileException(
                "%s is no collection that 'bin/streetmatch export' wrote: its first line does not say so.%s".formatted(file, hint));
    }
}
