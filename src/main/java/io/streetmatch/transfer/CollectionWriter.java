package io.streetmatch.transfer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.streetmatch.index.IndexEntry;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Writes a collection as a stream: a line with the {@link CollectionHeader}, then for each entry a line that describes it with its vector
 * behind, at the end a line with counts and a checksum. Lines are JSON in UTF-8 and end with a line feed; a vector is as many 32-bit
 * floats (IEEE 754, little endian) as the header's dimension says. The checksum is the SHA-256 of everything before its line. Holds one
 * entry at a time. Not safe for use by several threads.
 */
public final class CollectionWriter {

    private final OutputStream target;
    private final MessageDigest digest = Lines.checksum();
    private final OutputStream out;
    private final ByteBuffer vector;
    private CollectionCounts counts = CollectionCounts.NONE;

    /**
     * Begins with the header.
     *
     * @param target is not closed
     */
    public CollectionWriter(OutputStream target, CollectionHeader header) throws IOException {
        this.target = target;
        this.out = new BufferedOutputStream(new DigestOutputStream(target, digest), Lines.BUFFER);
        this.vector = ByteBuffer.allocate(Float.BYTES * header.space().dimension()).order(ByteOrder.LITTLE_ENDIAN);
        line(header.toLine().getBytes(StandardCharsets.UTF_8));
    }

    /** Writes one entry. */
    public void write(IndexEntry entry) throws IOException {
        line(Lines.bytes(Lines.of(entry)));
        vector.asFloatBuffer().put(entry.vector());
        out.write(vector.array());
        counts = counts.plus(entry.isOriginal());
    }

    private void line(byte[] json) throws IOException {
        out.write(json);
        out.write('\n');
    }

    /** Writes the end; without it the file counts as cut off. */
    public CollectionCounts finish() throws IOException {
        out.flush();
        target.write(Lines.bytes(JsonNodeFactory.instance.objectNode().put("pictures", counts.pictures()).put("entries", counts.entries())
                .put(Lines.CHECKSUM, HexFormat.of().formatHex(digest.digest()))));
        target.write('\n');
        target.flush();
        return counts;
    }
}
