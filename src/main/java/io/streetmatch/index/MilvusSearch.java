package io.streetmatch.index;

import io.milvus.v2.service.vector.request.SearchReq;
import io.milvus.v2.service.vector.request.data.FloatVec;
import io.milvus.v2.service.vector.response.SearchResp;
import io.streetmatch.embed.EmbeddingSpace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Searches of a Milvus collection: the nearest entries, and the nearest pictures where the server groups by itself.
 *
 * <p>Milvus finds; distances are computed here from the stored vectors, as for the embedded index, so that answers do not hang on the
 * server's rounding, on what its index made of a vector, or on its own idea of a distance (its L2 is squared). Safe for use by several
 * threads.
 */
final class MilvusSearch {

    private static final Logger LOG = LoggerFactory.getLogger(MilvusSearch.class);

    /** The server's own limit. */
    private static final int MOST_HITS = 16_384;

    /** Below 64 MB, the longest answer that a server gives as it comes. */
    private static final int ANSWER_BYTES = 48 << 20;

    /** Hits beyond the wanted ones that are looked at, because entries at one distance come in no certain order. */
    private static final int SPARE_HITS = 8;

    /** Pictures whose entries are looked up at once: with twenty variants of 1280 floats each, 5 MB. */
    private static final int PICTURES_A_QUERY = 50;

    private final MilvusOptions options;
    private final MilvusConnection connection;
    private final VectorScoring scoring;
    private final int mostHits;
    private volatile boolean ungrouped;

    MilvusSearch(MilvusOptions options, MilvusConnection connection, EmbeddingSpace space) {
        this.options = options;
        this.connection = connection;
        this.scoring = new VectorScoring(space.metric());
        this.mostHits = Math.min(MOST_HITS, ANSWER_BYTES / MilvusRow.bytes(space.dimension()));
    }

    /** The nearest entries of a prepared query. */
    List<Neighbour> entries(float[] prepared, int limit) throws IndexUnavailableException {
        for (int asked = Math.min(mostHits, limit + SPARE_HITS); ; asked = Math.min(mostHits, 2 * asked)) {
            List<Neighbour> hits = hits(prepared, asked, request -> request.outputFields(MilvusRow.ALL)).stream()
                    .map(row -> neighbour(prepared, row)).sorted(Neighbour.NEAREST_FIRST).distinct().toList();
            if (hits.size() < asked || asked == mostHits || noTieAt(limit, hits)) {
                return hits.subList(0, Math.min(limit, hits.size()));
            }
        }
    }

    /** Whether the server groups, as far as is known: by its version, until its answers show otherwise. */
    boolean grouping() {
        return !ungrouped && connection.serverGroups();
    }

    /**
     * The nearest pictures of a prepared query, grouped by the server, each by its nearest entry.
     *
     * @return empty when the server does not group, or does not find as many pictures: it may end its walk through a graph early
     */
    Optional<List<Neighbour>> pictures(float[] prepared, int limit) throws IndexUnavailableException {
        for (int asked = Math.min(mostHits, limit + SPARE_HITS); grouping(); asked = Math.min(mostHits, 2 * asked)) {
            List<String> sources = sources(prepared, asked);
            List<Neighbour> best = sources.size() < limit ? List.of() : best(prepared, sources);
            if (best.size() < limit) {
                return Optional.empty();
            }
            if (sources.size() < asked || asked == mostHits || noTieAt(limit, best)) {
                return Optional.of(best.subList(0, limit));
            }
        }
        return Optional.empty();
    }

    /** Different pictures near the query; none when the server turns out not to group. */
    private List<String> sources(float[] prepared, int count) throws IndexUnavailableException {
        List<String> sources;
        try {
            sources = hits(prepared, count, request -> request.outputFields(List.of(MilvusRow.SOURCE)).groupByFieldName(MilvusRow.SOURCE))
                    .stream().map(row -> MilvusRow.text(row, MilvusRow.SOURCE)).toList();
        } catch (IndexUnavailableException e) {
            // Not every index type can group on every server. If it is the server that is away, a search without groups fails, too.
            entries(prepared, count);
            doWithout(e.getMessage());
            return List.of();
        }
        if (new HashSet<>(sources).size() < sources.size()) {
            doWithout("two hits of one picture came back");
            return List.of();
        }
        return sources;
    }

    private void doWithout(String reason) {
        ungrouped = true;
        LOG.info("The Milvus server at {} does not group searches ({}); that is done here instead", options.uri(), reason);
    }

    /** The nearest entry of each of these pictures, nearest first; the server's choice among equals would be any of them. */
    private List<Neighbour> best(float[] prepared, List<String> sources) throws IndexUnavailableException {
        Map<String, Neighbour> best = new LinkedHashMap<>();
        for (int from = 0; from < sources.size(); from += PICTURES_A_QUERY) {
            List<String> part = sources.subList(from, Math.min(sources.size(), from + PICTURES_A_QUERY));
            for (Map<String, Object> row : connection.query("look up entries", MilvusRow.ofSources(part), MilvusRow.ALL,
                    connection.consistency())) {
                best.merge(MilvusRow.text(row, MilvusRow.SOURCE), neighbour(prepared, row),
                        (one, other) -> Neighbour.NEAREST_FIRST.compare(one, other) <= 0 ? one : other);
            }
        }
        List<Neighbour> sorted = new ArrayList<>(best.values());
        sorted.sort(Neighbour.NEAREST_FIRST);
        return sorted;
    }

    private static boolean noTieAt(int limit, List<Neighbour> sorted) {
        return sorted.get(Math.min(limit, sorted.size()) - 1).distance() < sorted.get(sorted.size() - 1).distance();
    }

    /** What a kind of search asks for. */
    @FunctionalInterface
    private interface Asking {
        void complete(SearchReq.SearchReqBuilder request);
    }

    private List<Map<String, Object>> hits(float[] prepared, int count, Asking asking) throws IndexUnavailableException {
        SearchResp found = connection.call("search", client -> {
            SearchReq.SearchReqBuilder request = SearchReq.builder()
                    .collectionName(connection.collection().name())
                    .annsField(MilvusRow.VECTOR)
                    .data(List.of(new FloatVec(prepared)))
                    .limit(count)
                    .searchParams(connection.searchParameters(count))
                    .consistencyLevel(connection.consistency());
            asking.complete(request);
            return client.search(request.build());
        });
        return found.getSearchResults().stream().flatMap(List::stream).map(SearchResp.SearchResult::getEntity).toList();
    }

    private Neighbour neighbour(float[] prepared, Map<String, Object> row) {
        IndexEntry entry = MilvusRow.entry(row);
        VectorScoring.Score score = scoring.score(prepared, entry.vector());
        return new Neighbour(entry.source(), entry.variant(), entry.edit(), score.distance(), score.similarity());
    }
}
