package io.streetmatch.index;

import java.io.IOException;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.hnsw.FlatVectorsReader;
import org.apache.lucene.index.ByteVectorValues;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.search.KnnCollector;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.hnsw.OrdinalTranslatedKnnCollector;
import org.apache.lucene.util.hnsw.RandomVectorScorer;

/** Answers searches over bare vectors by looking at every one of them; Lucene's own flat reader answers with nothing. */
final class ExactVectorsReader extends KnnVectorsReader {

    private final FlatVectorsReader vectors;

    ExactVectorsReader(FlatVectorsReader vectors) {
        this.vectors = vectors;
    }

    @Override
    public void search(String field, float[] target, KnnCollector collector, Bits acceptDocs) throws IOException {
        scan(vectors.getRandomVectorScorer(field, target), collector, acceptDocs);
    }

    @Override
    public void search(String field, byte[] target, KnnCollector collector, Bits acceptDocs) throws IOException {
        scan(vectors.getRandomVectorScorer(field, target), collector, acceptDocs);
    }

    private static void scan(RandomVectorScorer scorer, KnnCollector collector, Bits acceptDocs) throws IOException {
        KnnCollector byOrdinal = new OrdinalTranslatedKnnCollector(collector, scorer::ordToDoc);
        Bits accepted = scorer.getAcceptOrds(acceptDocs);
        for (int ordinal = 0; ordinal < scorer.maxOrd(); ordinal++) {
            if (accepted == null || accepted.get(ordinal)) {
                byOrdinal.collect(ordinal, scorer.score(ordinal));
                byOrdinal.incVisitedCount(1);
            }
        }
    }

    @Override
    public FloatVectorValues getFloatVectorValues(String field) throws IOException {
        return vectors.getFloatVectorValues(field);
    }

    @Override
    public ByteVectorValues getByteVectorValues(String field) throws IOException {
        return vectors.getByteVectorValues(field);
    }

    @Override
    public void checkIntegrity() throws IOException {
        vectors.checkIntegrity();
    }

    @Override
    public long ramBytesUsed() {
        return vectors.ramBytesUsed();
    }

    @Override
    public void close() throws IOException {
        vectors.close();
    }
}
