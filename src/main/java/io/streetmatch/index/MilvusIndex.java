package io.streetmatch.index;

import com.google.gson.JsonObject;
import io.milvus.orm.iterator.QueryIterator;
import io.milvus.response.QueryResultsWrapper;
import io.milvus.v2.common.ConsistencyLevel;
import io.milvus.v2.service.vector.request.DeleteReq;
import io.milvus.v2.service.vector.request.QueryIteratorReq;
import io.milvus.v2.service.vector.request.QueryReq;
import io.milvus.v2.service.vector.request.SearchReq;
import io.milvus.v2.service.vector.request.UpsertReq;
import io.milvus.v2.service.vector.request.data.FloatVec;
import io.milvus.v2.service.vector.response.QueryResp;
import io.milvus.v2.service.vector.response.SearchResp;
import io.streetmatch.embed.EmbeddingSpace;
import io.streetmatch.image.ImageId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A collection in a Milvus server.
 *
 * <p>A server that is not there is no reason to give up: every call throws {@link IndexUnavailableException} until it is. Writes are
 * never flushed: Milvus keeps what it acknowledged in its log, and flushing costs two seconds. Reads are of consistency level SESSION:
 * they see what this process wrote, without the wait that STRONG means for every question.
 *
 * <p>Milvus finds the nearest; their distances are computed here from the stored vectors, as for the embedded index, so that answers do
 * not hang on the server's rounding or on its own idea of a distance (its L2 is squared).
 */
public final class MilvusIndex implements VectorIndex {

    private static final Logger LOG = LoggerFactory.getLogger(MilvusIndex.class);

    /** Well below 64 MB, the longest message that a server takes as it comes; a float takes four bytes, texts are counted as below. */
    private static final int MESSAGE_BYTES = 16 << 20;

    private static final int TEXTS_BYTES = 2_000;

    /** The server's own limits: hits of a search, and with some variants a picture, the rows of a query. */
    private static final int MOST_HITS = 16_384;

    private static final int PICTURES_A_QUERY = 200;

    /** Hits beyond the wanted ones that are looked at, because entries at one distance come in no certain order. */
    private static final int SPARE_HITS = 8;

    private static final long ROWS_A_BATCH = 1_000;

    private static final String COUNT = "count(*)";

    private final MilvusOptions options;
    private final EmbeddingSpace space;
    private final VectorScoring scoring;
    private final MilvusConnection connection;
    /** Under which originals were written. */
    private final Set<String> recipes = ConcurrentHashMap.newKeySet();

    private MilvusIndex(MilvusOptions options, EmbeddingSpace space) {
        this.options = options;
        this.space = space;
        this.scoring = new VectorScoring(space.metric());
        this.connection = new MilvusConnection(options, space);
    }

    /**
     * Opens a collection, which is made when it is missing. A server that is down is waited for later.
     *
     * @throws IndexMismatchException when another model, dimension or metric filled it
     */
    public static MilvusIndex open(MilvusOptions options, EmbeddingSpace space) throws IndexMismatchException {
        MilvusIndex index = new MilvusIndex(options, space);
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
        int most = Math.max(1, MESSAGE_BYTES / (Float.BYTES * space.dimension() + TEXTS_BYTES));
        for (List<JsonObject> part : parts(List.copyOf(rows), most)) {
            connection.call("store " + part.size() + " entries", client ->
                    client.upsert(UpsertReq.builder().collectionName(options.collection()).data(part).build()));
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
                List<Object> keys = query("look for leftovers", "%s and %s != \"%s\" and %s != \"%s\"".formatted(
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
        return MilvusRow.SOURCE + " in [" + pictures.stream().map(id -> '"' + id.hex() + '"').collect(Collectors.joining(", ")) + "]";
    }

    private void deleteKeys(String doing, List<Object> keys) throws IndexUnavailableException {
        connection.call(doing, client -> client.delete(DeleteReq.builder().collectionName(options.collection()).ids(keys).build()));
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
        // SESSION follows what the client has written, but not what it has deleted.
        query("wait for a delete", "", List.of(COUNT), ConsistencyLevel.STRONG);
    }

    @Override
    public List<Neighbour> search(float[] query, int limit) throws IndexUnavailableException {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1, not " + limit);
        }
        VectorScoring.check(query, space.dimension(), "the query");
        float[] prepared = scoring.prepare(query);
        for (int asked = Math.min(MOST_HITS, limit + SPARE_HITS); ; asked = Math.min(MOST_HITS, 2 * asked)) {
            List<Neighbour> hits = hits(prepared, asked);
            boolean all = hits.size() < asked || asked == MOST_HITS;
            if (all || hits.get(limit - 1).distance() < hits.get(hits.size() - 1).distance()) {
                return hits.subList(0, Math.min(limit, hits.size()));
            }
        }
    }

    private List<Neighbour> hits(float[] prepared, int count) throws IndexUnavailableException {
        Map<String, Object> parameters = new LinkedHashMap<>(options.searchParameters());
        // HNSW wants to keep at least as many candidates as hits are asked for.
        parameters.computeIfPresent("ef", (name, ef) -> Math.max(count, Integer.parseInt(ef.toString())));
        SearchResp found = connection.call("search", client -> client.search(SearchReq.builder()
                .collectionName(options.collection())
                .annsField(MilvusRow.VECTOR)
                .data(List.of(new FloatVec(prepared)))
                .limit(count)
                .outputFields(MilvusRow.ALL)
                .searchParams(parameters)
                .consistencyLevel(ConsistencyLevel.SESSION)
                .build()));
        return found.getSearchResults().stream().flatMap(List::stream).map(hit -> neighbour(prepared, hit.getEntity()))
                .sorted(Neighbour.NEAREST_FIRST).distinct().toList();
    }

    private Neighbour neighbour(float[] prepared, Map<String, Object> row) {
        IndexEntry entry = MilvusRow.entry(row);
        VectorScoring.Score score = scoring.score(prepared, entry.vector());
        return new Neighbour(entry.source(), entry.variant(), entry.edit(), score.distance(), score.similarity());
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
        return query(doing, filter, fields, ConsistencyLevel.SESSION);
    }

    private List<Map<String, Object>> query(String doing, String filter, List<String> fields, ConsistencyLevel consistency)
            throws IndexUnavailableException {
        QueryResp found = connection.call(doing, client -> client.query(QueryReq.builder().collectionName(options.collection())
                .filter(filter).outputFields(fields).consistencyLevel(consistency).build()));
        return found.getQueryResults().stream().map(QueryResp.QueryResult::getEntity).toList();
    }

    @Override
    public List<StoredPicture> find(Collection<ImageId> pictures) throws IndexUnavailableException {
        List<StoredPicture> found = new ArrayList<>();
        for (List<ImageId> part : parts(List.copyOf(pictures), PICTURES_A_QUERY)) {
            String keys = part.stream().map(id -> '"' + IndexEntry.key(id, IndexEntry.ORIGINAL) + '"').collect(Collectors.joining(", "));
            query("look pictures up", MilvusRow.KEY + " in [" + keys + "]", MilvusRow.DESCRIPTION, ConsistencyLevel.STRONG)
                    .forEach(row -> found.add(MilvusRow.stored(row)));
        }
        return found;
    }

    @Override
    public List<IndexEntry> entries(Collection<ImageId> pictures) throws IndexUnavailableException {
        List<IndexEntry> found = new ArrayList<>();
        for (List<ImageId> part : parts(List.copyOf(pictures), PICTURES_A_QUERY)) {
            query("read entries", anyOf(part), MilvusRow.ALL, ConsistencyLevel.STRONG).forEach(row -> found.add(MilvusRow.entry(row)));
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
                .collectionName(options.collection()).expr(filter).outputFields(fields).batchSize(ROWS_A_BATCH)
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
        return "milvus, %s at %s".formatted(options.collection(), options.uri());
    }

    @Override
    public void close() {
        connection.close();
    }
}
