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
     * Writes entries, replacing those with the same {@linkplain IndexEntry#key key}; the last of equal keys in a batch wins. An original
     * takes away what is there of its picture under another {@linkplain IndexEntry#recipe recipe}, so that a picture that is taken in
     * again under a changed recipe leaves no variants of the former one behind. An original that can be found tells that the variants
     * that were written with it can be found, too, even after a crash.
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
     * Those of these pictures whose originals are in the index, in no certain order. Sees what any process has written, at the price of
     * a wait where the index is far away: ask for many at a time.
     *
     * @param pictures some thousand at most
     * @throws IndexUnavailableException for what may pass with time
     */
    List<StoredPicture> find(Collection<ImageId> pictures) throws IndexUnavailableException;

    /**
     * Every entry of these pictures, with its vector, in no certain order.
     *
     * @param pictures some hundred at most
     * @throws IndexUnavailableException for what may pass with time
     */
    List<IndexEntry> entries(Collection<ImageId> pictures) throws IndexUnavailableException;

    /**
     * Hands out every picture, in no certain order; of those that are written meanwhile some may be missing.
     *
     * @param visitor gets one picture after the other, on the calling thread; what it throws ends this
     * @throws IndexUnavailableException for what may pass with time
     */
    void pictures(Consumer<StoredPicture> visitor) throws IndexUnavailableException;

    /**
     * Hands out every entry, in no certain order; of those that are written meanwhile some may be missing. Vectors are as they are stored:
     * of length 1 under cosine.
     *
     * @param visitor gets one entry after the other, on the calling thread; what it throws ends the scan
     * @throws IndexUnavailableException for what may pass with time
     */
    void scan(Consumer<IndexEntry> visitor) throws IndexUnavailableException;

    /**
     * How many pictures were stored under another recipe than this one. May look at every picture of a large collection: not to be
     * asked all the time.
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
