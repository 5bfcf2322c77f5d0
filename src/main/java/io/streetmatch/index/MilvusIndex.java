package io.streetmatch.index;

import com.google.gson.JsonObject;
import io.milvus.orm.iterator.QueryIterator;
import io.milvus.response.QueryResultsWrapper;
import io.milvus.v2.common.ConsistencyLevel;
import io.milvus.v2.service.vector.request.DeleteReq;
import io.milvus.v2.service.vector.request.QueryIteratorReq;
import io.milvus.v2.service.vector.request.UpsertReq;
import io.streetmatch.embed.EmbeddingSpace;
import io.streetmatch.embed.Metric;
import io.streetmatch.image.ImageId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A collection in a Milvus server.
 *
 * <p>A server that is not there is no reason to give up: every call throws {@link IndexUnavailableException} until it is. Writes are
 * never flushed: Milvus keeps what it acknowledged in its log, and flushing costs two seconds. Searches see what this process wrote, and
 * what others wrote some seconds ago, without the wait that STRONG means for every question.
 */
public final class MilvusIndex implements VectorIndex {

    private static final Logger LOG = LoggerFactory.getLogger(MilvusIndex.class);

    /** Well below 64 MB, the longest message that a server takes as it comes. */
    private static final int MESSAGE_BYTES = 16 << 20;

    /** A query gives 16,384 rows at most; this leaves room for 80 variants a picture. */
    private static final int PICTURES_A_QUERY = 200;

    private static final long ROWS_A_BATCH = 1_000;

    private static final String COUNT = "count(*)";

    private final MilvusOptions options;
    private final EmbeddingSpace space;
    private final VectorScoring scoring;
    private final MilvusConnection connection;
    private final MilvusSearch search;
    /** Under which originals were written. */
    private final Set<String> recipes = ConcurrentHashMap.newKeySet();

    private MilvusIndex(MilvusOptions options, EmbeddingSpace space, Optional<String> recipe, Predicate<String> groups) {
        this.options = options;
        this.space = space;
        this.scoring = new VectorScoring(space.metric());
        this.connection = new MilvusConnection(options, new MilvusCollection(options, space, recipe), groups);
        this.search = new MilvusSearch(options, connection, space);
    }

    /**
     * Opens a collection, which is made when it is missing. A server that is down is waited for later.
     *
     * @throws IndexMismatchException when another model, dimension or metric filled it
     */
    public static MilvusIndex open(MilvusOptions options, EmbeddingSpace space) throws IndexMismatchException {
        return open(options, space, MilvusConnection::groups);
    }

    /**
     * What the vectors of a collection are, whoever filled it; empty when there is none.
     *
     * @throws IndexUnavailableException when the server does not answer
     * @throws IllegalArgumentException when something else than Streetmatch made the collection
     */
    public static Optional<EmbeddingSpace> spaceOf(MilvusOptions options) throws IndexUnavailableException {
        return MilvusConnection.spaceInUse(options);
    }

    /**
     * Opens a collection that is built beside the one in use, for {@link #takePlace}; made when it is missing.
     *
     * @param recipe fingerprint of the recipe that it is built by
     */
    public static MilvusIndex openBeside(MilvusOptions options, EmbeddingSpace space, String recipe) throws IndexMismatchException {
        return opened(new MilvusIndex(options, space, Optional.of(recipe), MilvusConnection::groups));
    }

    /** @param groups whether a server of this version groups; tests believe what is not so */
    static MilvusIndex open(MilvusOptions options, EmbeddingSpace space, Predicate<String> groups) throws IndexMismatchException {
        return opened(new MilvusIndex(options, space, Optional.empty(), groups));
    }

    private static MilvusIndex opened(MilvusIndex index) throws IndexMismatchException {
        try {
            index.connection.connected();
        } catch (IndexUnavailableException e) {
            LOG.warn("{}", e.getMessage());
        } catch (IndexMismatchException | RuntimeException e) {
            index.close();
            throw e;
        }
        return index;
    }

    @Override
    public void upsert(List<IndexEntry> entries) throws IndexUnavailableException {
        Map<String, JsonObject> variants = new LinkedHashMap<>();
        Map<String, JsonObject> originals = new LinkedHashMap<>();
        for (IndexEntry entry : entries) {
            VectorScoring.check(entry.vector(), space.dimension(), "the vector of " + entry.key());
            // Milvus does not say which of equal keys in a message wins.
            (entry.isOriginal() ? originals : variants).put(entry.key(), MilvusRow.of(entry, scoring.prepare(entry.vector())));
        }
        store(variants.values());
        deleteLeftovers(entries, variants.keySet());
        // Last: who finds an original finds its variants.
        store(originals.values());
    }

    private void store(Collection<JsonObject> rows) throws IndexUnavailableException {
        int most = Math.max(1, MESSAGE_BYTES / MilvusRow.bytes(space.dimension()));
        for (List<JsonObject> part : parts(List.copyOf(rows), most)) {
            connection.call("store " + part.size() + " entries", client ->
                    client.upsert(UpsertReq.builder().collectionName(connection.collection().name()).data(part).build()));
            connection.wrote();
        }
    }

    /**
     * While this process writes under one recipe only, leftovers are from before it connected, which waited for all that was written
     * until then: the cheapest look finds them.
     */
    private void deleteLeftovers(List<IndexEntry> entries, Set<String> written) throws IndexUnavailableException {
        Map<String, Set<ImageId>> byRecipe = IndexEntry.originalsByRecipe(entries);
        recipes.addAll(byRecipe.keySet());
        ConsistencyLevel consistency = recipes.size() > 1 ? ConsistencyLevel.SESSION : ConsistencyLevel.BOUNDED;
        for (Map.Entry<String, Set<ImageId>> group : byRecipe.entrySet()) {
            for (List<ImageId> part : parts(List.copyOf(group.getValue()), PICTURES_A_QUERY)) {
                List<Object> keys = connection.query("look for leftovers", "%s and %s != \"%s\" and %s != \"%s\"".formatted(
                                anyOf(part), MilvusRow.RECIPE, group.getKey(), MilvusRow.VARIANT, IndexEntry.ORIGINAL),
                        List.of(MilvusRow.KEY), consistency).stream()
                        .map(row -> row.get(MilvusRow.KEY)).filter(key -> !written.contains(key)).toList();
                if (!keys.isEmpty()) {
                    deleteKeys("delete variants of a former recipe", keys);
                }
            }
        }
    }

    private static String anyOf(Collection<ImageId> pictures) {
        return MilvusRow.ofSources(pictures.stream().map(ImageId::hex).toList());
    }

    private void deleteKeys(String doing, List<Object> keys) throws IndexUnavailableException {
        connection.call(doing, client -> client.delete(DeleteReq.builder().collectionName(connection.collection().name()).ids(keys).build()));
    }

    private static <T> List<List<T>> parts(List<T> all, int most) {
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += most) {
            parts.add(all.subList(from, Math.min(all.size(), from + most)));
        }
        return parts;
    }

    @Override
    public void delete(Collection<ImageId> pictures) throws IndexUnavailableException {
        for (List<ImageId> part : parts(List.copyOf(pictures), PICTURES_A_QUERY)) {
            String doing = "delete " + part.size() + " pictures";
            // By key: what a filter finds is decided by the server as of some seconds ago.
            List<Object> keys = query(doing, anyOf(part), List.of(MilvusRow.KEY)).stream().map(row -> row.get(MilvusRow.KEY)).toList();
            if (!keys.isEmpty()) {
                deleteKeys(doing, keys);
            }
        }
        // No cheaper level follows what the client has deleted.
        connection.query("wait for a delete", "", List.of(COUNT), ConsistencyLevel.STRONG);
    }

    @Override
    public List<Neighbour> search(float[] query, int limit) throws IndexUnavailableException {
        return search.entries(prepared(query, limit), limit);
    }

    /** {@inheritDoc} By Milvus's grouping search where the server has it (2.4 and later). */
    @Override
    public List<Neighbour> searchPictures(float[] query, int limit) throws IndexUnavailableException {
        Optional<List<Neighbour>> grouped = groupedPictures(query, limit);
        return grouped.isPresent() ? grouped.get() : VectorIndex.super.searchPictures(query, limit);
    }

    private float[] prepared(float[] query, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1, not " + limit);
        }
        VectorScoring.check(query, space.dimension(), "the query");
        return scoring.prepare(query);
    }

    /** The same by the server's groups alone; empty when it does not have so many. */
    Optional<List<Neighbour>> groupedPictures(float[] query, int limit) throws IndexUnavailableException {
        return search.pictures(prepared(query, limit), limit);
    }

    /** Whether the server groups, as far as is known. */
    boolean grouping() {
        return search.grouping();
    }

    @Override
    public Optional<SourcePicture> find(ImageId id) throws IndexUnavailableException {
        List<Map<String, Object>> rows = query("look up " + id.abbreviated(),
                MilvusRow.KEY + " == \"" + IndexEntry.key(id, IndexEntry.ORIGINAL) + '"', MilvusRow.DESCRIPTION);
        return rows.stream().findFirst().map(MilvusRow::source);
    }

    @Override
    public IndexSize size() throws IndexUnavailableException {
        return new IndexSize(count(MilvusRow.VARIANT + " == \"" + IndexEntry.ORIGINAL + '"'), count(""));
    }

    private long count(String filter) throws IndexUnavailableException {
        return ((Number) query("count", filter, List.of(COUNT)).get(0).get(COUNT)).longValue();
    }

    private List<Map<String, Object>> query(String doing, String filter, List<String> fields) throws IndexUnavailableException {
        return connection.query(doing, filter, fields, connection.consistency());
    }

    @Override
    public List<StoredPicture> find(Collection<ImageId> pictures) throws IndexUnavailableException {
        List<StoredPicture> found = new ArrayList<>();
        for (List<ImageId> part : parts(List.copyOf(pictures), PICTURES_A_QUERY)) {
            String keys = part.stream().map(id -> '"' + IndexEntry.key(id, IndexEntry.ORIGINAL) + '"').collect(Collectors.joining(", "));
            connection.query("look pictures up", MilvusRow.KEY + " in [" + keys + "]", MilvusRow.DESCRIPTION, ConsistencyLevel.STRONG)
                    .forEach(row -> found.add(MilvusRow.stored(row)));
        }
        return found;
    }

    @Override
    public List<IndexEntry> entries(Collection<ImageId> pictures) throws IndexUnavailableException {
        List<IndexEntry> found = new ArrayList<>();
        for (List<ImageId> part : parts(List.copyOf(pictures), PICTURES_A_QUERY)) {
            connection.query("read entries", anyOf(part), MilvusRow.ALL, ConsistencyLevel.STRONG).forEach(row -> found.add(MilvusRow.entry(row)));
        }
        return found;
    }

    @Override
    public void pictures(Consumer<StoredPicture> visitor) throws IndexUnavailableException {
        iterate("read every picture", MilvusRow.VARIANT + " == \"" + IndexEntry.ORIGINAL + '"', MilvusRow.DESCRIPTION,
                row -> visitor.accept(MilvusRow.stored(row)));
    }

    @Override
    public void scan(Consumer<IndexEntry> visitor) throws IndexUnavailableException {
        iterate("read every entry", MilvusRow.KEY + " != \"\"", MilvusRow.ALL, row -> visitor.accept(MilvusRow.entry(row)));
    }

    private void iterate(String doing, String filter, List<String> fields, Consumer<Map<String, Object>> visitor)
            throws IndexUnavailableException {
        QueryIterator rows = connection.call(doing, client -> client.queryIterator(QueryIteratorReq.builder()
                .collectionName(connection.collection().name()).expr(filter).outputFields(fields).batchSize(ROWS_A_BATCH)
                .consistencyLevel(ConsistencyLevel.STRONG).build()));
        try {
            List<QueryResultsWrapper.RowRecord> batch;
            do {
                batch = connection.call(doing, client -> rows.next());
                batch.forEach(row -> visitor.accept(row.getFieldValues()));
            } while (!batch.isEmpty());
        } finally {
            rows.close();
        }
    }

    @Override
    public long outdated(String recipe) throws IndexUnavailableException {
        return count("%s == \"%s\" and %s != \"%s\"".formatted(MilvusRow.VARIANT, IndexEntry.ORIGINAL, MilvusRow.RECIPE, recipe));
    }

    /**
     * Has the server write everything out and build its index over it, so that a measurement finds the collection in the shape that it takes by
     * itself in time.
     *
     * @return how many entries are in the index when it is done, or when patience ends
     */
    long settle(Duration patience) throws IndexUnavailableException {
        return connection.call("build the index", client -> connection.collection().settle(client, patience));
    }

    /** Has the server load the collection anew: what was built since is searched from then on. */
    void reload() throws IndexUnavailableException {
        connection.call("load the collection", client -> connection.collection().reload(client));
    }

    /**
     * Puts this collection, which was opened {@linkplain #openBeside beside} it, in the place of the one in use: the alias moves.
     *
     * @return the server's name of the former collection, which stays
     */
    public String takePlace() throws IndexUnavailableException {
        return connection.call("move the alias", client -> connection.collection().takeAlias(client));
    }

    /** The server's own name of the collection, behind the alias. */
    public String ownName() {
        return connection.collection().name();
    }

    /** Removes the collection for good. */
    void drop() throws IndexUnavailableException {
        connection.call("drop the collection", client -> connection.collection().drop(client));
    }

    @Override
    public EmbeddingSpace space() {
        return space;
    }

    @Override
    public String kind() {
        return "milvus";
    }

    @Override
    public String describe() {
        return "milvus, %s at %s%s".formatted(options.collection(), options.uri(), connection.indexType().map(", "::concat).orElse(""));
    }

    @Override
    public void close() {
        connection.close();
    }
}
