package io.streetmatch.index;

import io.streetmatch.embed.EmbeddingSpace;
import io.streetmatch.image.ImageId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A collection of embeddings that can be searched. Safe for use by several threads until closed.
 *
 * <p>An index belongs to one {@link io.streetmatch.embed.EmbeddingSpace}: it remembers the space of what filled it and refuses to be
 * opened for another.
 */
public interface VectorIndex extends AutoCloseable {

    /**
     * Writes entries, replacing those with the same {@linkplain IndexEntry#key key}; the last of equal keys in a batch wins.
     *
     * <p>Returns when all of them are durable (they survive kill -9 and power loss) and visible to the next search. When it throws, some,
     * all or none may have been written; calling again with the same entries is always right.
     *
     * @throws IndexUnavailableException for what may pass with time
     * @throws IllegalArgumentException when a vector does not have the dimension of the index
     */
    void upsert(List<IndexEntry> entries) throws IndexUnavailableException;

    /**
     * Removes all entries of pictures, variants included; ids that are not there are ignored. Durable and visible on return.
     *
     * @throws IndexUnavailableException for what may pass with time
     */
    void delete(Collection<ImageId> pictures) throws IndexUnavailableException;

    /**
     * The nearest entries, in the order of {@link Neighbour#NEAREST_FIRST}.
     *
     * @param query an embedding of the space of this index
     * @param limit how many at most, at least 1
     * @throws IndexUnavailableException for what may pass with time
     */
    List<Neighbour> search(float[] query, int limit) throws IndexUnavailableException;

    /**
     * The nearest pictures, each once, by its nearest entry, in the order of {@link Neighbour#NEAREST_FIRST}.
     *
     * <p>Asks for more and more entries until there are enough pictures among them, or no more entries; an index that knows a shorter way
     * to the same answer takes it.
     *
     * @param query an embedding of the space of this index
     * @param limit how many at most, at least 1
     * @throws IndexUnavailableException for what may pass with time
     */
    default List<Neighbour> searchPictures(float[] query, int limit) throws IndexUnavailableException {
        for (int asked = 2 * limit; ; asked *= 4) {
            List<Neighbour> entries = search(query, asked);
            Map<ImageId, Neighbour> pictures = new LinkedHashMap<>();
            entries.forEach(entry -> pictures.putIfAbsent(entry.source().id(), entry));
            if (pictures.size() >= limit || entries.size() < asked) {
                return pictures.values().stream().limit(limit).toList();
            }
        }
    }

    /**
     * The picture with this id, if the index holds its original.
     *
     * @throws IndexUnavailableException for what may pass with time
     */
    Optional<SourcePicture> find(ImageId id) throws IndexUnavailableException;

    /**
     * How much it holds.
     *
     * @throws IndexUnavailableException for what may pass with time
     */
    IndexSize size() throws IndexUnavailableException;

    /**
     * Hands out every entry, in no certain order; of those that are written meanwhile some may be missing. Vectors are as they are stored:
     * of length 1 under cosine.
     *
     * @param visitor gets one entry after the other, on the calling thread; what it throws ends the scan
     * @throws IndexUnavailableException for what may pass with time
     */
    void scan(Consumer<IndexEntry> visitor) throws IndexUnavailableException;

    /**
     * How many pictures were stored under another recipe than this one.
     *
     * @param recipe fingerprint
     * @throws IndexUnavailableException for what may pass with time
     */
    long outdated(String recipe) throws IndexUnavailableException;

    /** What its vectors are. */
    EmbeddingSpace space();

    /** Kind, as the configuration spells it: {@code embedded} or {@code milvus}. */
    String kind();

    /** Kind and place, for people: {@code embedded, data/index}. */
    String describe();

    /** Releases the index; what was acknowledged stays. */
    @Override
    void close();
}
