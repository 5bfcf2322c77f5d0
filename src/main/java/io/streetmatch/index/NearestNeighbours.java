package io.streetmatch.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.KnnCollector;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopKnnCollector;
import org.apache.lucene.search.knn.MultiLeafKnnCollector;
import org.apache.lucene.util.hnsw.BlockingFloatHeap;

/**
 * One search over all segments of an index: candidates by Lucene's float scores, then the order and the values by double ones.
 *
 * @param breadth candidates taken from every segment, however few are asked for
 */
record NearestNeighbours(VectorScoring scoring, int breadth) {

    private record Candidate(LeafReader leaf, int document, float rank) {}

    private record Scored(Candidate candidate, VectorScoring.Score score) {}

    /** The nearest entries of a prepared query, in the order of {@link Neighbour#NEAREST_FIRST}. */
    List<Neighbour> find(IndexReader reader, float[] query, int limit) throws IOException {
        List<Scored> scored = score(candidates(reader, query, Math.max(limit, breadth)), query);
        scored.sort(Comparator.comparingDouble(hit -> hit.score().distance()));
        double farthest = scored.isEmpty() ? 0 : scored.get(Math.min(limit, scored.size()) - 1).score().distance();
        List<Neighbour> found = new ArrayList<>(limit);
        for (Scored hit : scored) {
            if (hit.score().distance() > farthest) {
                break;
            }
            found.add(EntryDocument.read(hit.candidate().leaf(), hit.candidate().document()).neighbour(hit.score()));
        }
        found.sort(Neighbour.NEAREST_FIRST);
        return found.stream().limit(limit).toList();
    }

    /** What one segment has yielded lets the search of the next graph end earlier. */
    private static List<Candidate> candidates(IndexReader reader, float[] query, int count) throws IOException {
        List<Candidate> candidates = new ArrayList<>();
        BlockingFloatHeap bestOfAll = new BlockingFloatHeap(count);
        for (LeafReaderContext context : reader.leaves()) {
            LeafReader leaf = context.reader();
            KnnCollector collector = new MultiLeafKnnCollector(count, bestOfAll, new TopKnnCollector(count, Integer.MAX_VALUE));
            leaf.searchNearestVectors(EntryDocument.VECTOR, query, collector, leaf.getLiveDocs());
            for (ScoreDoc hit : collector.topDocs().scoreDocs) {
                candidates.add(new Candidate(leaf, hit.doc, hit.score));
            }
        }
        candidates.sort(Comparator.comparingDouble(Candidate::rank).reversed());
        return candidates.subList(0, Math.min(count, candidates.size()));
    }

    /** Vectors are read segment by segment, front to back: the only way Lucene lets one. */
    private List<Scored> score(List<Candidate> candidates, float[] query) throws IOException {
        List<Scored> scored = new ArrayList<>(candidates.size());
        for (LeafReader leaf : candidates.stream().map(Candidate::leaf).distinct().toList()) {
            FloatVectorValues vectors = leaf.getFloatVectorValues(EntryDocument.VECTOR);
            for (Candidate candidate : candidates.stream().filter(one -> one.leaf() == leaf)
                    .sorted(Comparator.comparingInt(Candidate::document)).toList()) {
                if (vectors.advance(candidate.document()) != candidate.document()) {
                    throw new CorruptIndexException("document " + candidate.document() + " has no vector", leaf.toString());
                }
                scored.add(new Scored(candidate, scoring.score(query, vectors.vectorValue())));
            }
        }
        return scored;
    }
}
