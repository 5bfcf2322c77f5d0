package io.streetmatch.transfer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.streetmatch.index.IndexEntry;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Reads what a {@link CollectionWriter} wrote, and refuses what is cut off, damaged or something else. Holds one entry at a time. Not safe
 * for use by several threads.
 */
public final class CollectionReader {


    /** Names may be long, but not that long: what has no line end until then is damaged. */
    private static final int LONGEST_LINE = 1 << 20;

    private final InputStream in;
    private final String file;
    private final MessageDigest digest = Lines.checksum();
    private final CollectionHeader header;
    private CollectionCounts counts = CollectionCounts.NONE;
    private boolean ended;

    /**
     * Reads the header.
     *
     * @param in is not closed
     * @param file what people call it, for messages
     * @throws CollectionFileException when it is no collection that this program can read
     */
    public CollectionReader(InputStream in, String file) throws IOException {
        this.in = new BufferedInputStream(in, Lines.BUFFER);
        this.file = file;
        Line first = line();
        this.header = CollectionHeader.parse(first.bytes(), file);
        digest(first.bytes());
    }

    /** What the file says of itself. */
    public CollectionHeader header() {
        return header;
    }

    /** What was read so far; what the file holds, once {@link #next} has come to its end. */
    public CollectionCounts counts() {
        return counts;
    }

    /**
     * The next entry; empty at the end, when counts and checksum have been found right.
     *
     * @throws CollectionFileException when the file is cut off or damaged
     */
    public Optional<IndexEntry> next() throws IOException {
        if (ended) {
            return Optional.empty();
        }
        byte[] line = wholeLine();
        JsonNode json = parse(line);
        if (json.has(Lines.CHECKSUM)) {
            end(json);
            return Optional.empty();
        }
        digest(line);
        try {
            IndexEntry entry = Lines.entry(json, vector());
            counts = counts.plus(entry.isOriginal());
            return Optional.of(entry);
        } catch (RuntimeException e) {
            throw damaged(e.getMessage(), e);
        }
    }

    private void end(JsonNode json) throws IOException {
        String sum = HexFormat.of().formatHex(digest.digest());
        CollectionCounts said = new CollectionCounts(json.path("pictures").asLong(-1), json.path("entries").asLong(-1));
        if (!json.path(Lines.CHECKSUM).asText().equals(sum) || !said.equals(counts)) {
            throw damaged("the checksum at its end does not fit", new IOException("sum " + sum + ", " + counts + " against " + json));
        }
        if (in.read() >= 0) {
            throw damaged("something follows its end", new IOException("more bytes"));
        }
        ended = true;
    }

    private JsonNode parse(byte[] line) throws CollectionFileException {
        try {
            return Lines.parse(line);
        } catch (JsonProcessingException e) {
            throw damaged("a line that should describe an entry does not", e);
        }
    }

    private float[] vector() throws IOException {
        byte[] bytes = in.readNBytes(Float.BYTES * header.space().dimension());
        if (bytes.length < Float.BYTES * header.space().dimension()) {
            throw cutOff();
        }
        digest.update(bytes);
        float[] vector = new float[header.space().dimension()];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
        for (float value : vector) {
            if (!Float.isFinite(value)) {
                throw damaged("a vector has " + value, new IOException("not finite"));
            }
        }
        return vector;
    }

    /** What stands before a line feed, or before the end or the longest that a line may be, when there is none until then. */
    private record Line(byte[] bytes, boolean whole) {}

    private Line line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        int value = in.read();
        while (value >= 0 && value != '\n' && line.size() < LONGEST_LINE) {
            line.write(value);
            value = in.read();
        }
        return new Line(line.toByteArray(), value == '\n');
    }

    private byte[] wholeLine() throws IOException {
        Line line = line();
        if (line.whole()) {
            return line.bytes();
        }
        throw line.bytes().length < LONGEST_LINE ? cutOff() : damaged("a line does not end", new IOException("no line feed"));
    }

    private void digest(byte[] line) {
        digest.update(line);
        digest.update((byte) '\n');
    }

    private CollectionFileException cutOff() {
        return new CollectionFileException("%s is cut off after %,d entries. Export the collection, or copy the file, again."
                .formatted(file, counts.entries()));
    }

    private CollectionFileException damaged(String what, Exception cause) {
        return new CollectionFileException("%s is damaged after %,d entries: %s. Export the collection, or copy the file, again."
                .formatted(file, counts.entries(), what), cause);
    }
}
