package io.streetmatch.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.lucene.codecs.hnsw.FlatVectorScorerUtil;
import org.apache.lucene.index.MergePolicy.MergeAbortedException;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.hnsw.HnswGraphBuilder;
import org.apache.lucene.util.hnsw.RandomAccessVectorValues;
import org.junit.jupiter.api.Test;

class AbortableScorerTest {

    private static final int DIMENSION = 8;
    private static final List<float[]> VECTORS = Samples.random(500, DIMENSION, 1).stream().map(IndexEntry::vector).toList();

    private final AtomicInteger asked = new AtomicInteger();

    private HnswGraphBuilder builder(int patience) throws IOException {
        AbortableScorer scorer = new AbortableScorer(FlatVectorScorerUtil.getLucene99FlatVectorsScorer(),
                () -> asked.incrementAndGet() > patience);
        return HnswGraphBuilder.create(scorer.getRandomVectorScorerSupplier(VectorSimilarityFunction.EUCLIDEAN,
                RandomAccessVectorValues.fromFloats(VECTORS, DIMENSION)), 16, 100, 42);
    }

    @Test
    void buildsTheGraphWhenLeftAlone() throws Exception {
        assertThat(builder(Integer.MAX_VALUE).build(VECTORS.size()).size()).isEqualTo(VECTORS.size());
    }

    @Test
    void givesUpAtTheNextNode() throws Exception {
        HnswGraphBuilder builder = builder(100);

        assertThatExceptionOfType(MergeAbortedException.class).isThrownBy(() -> builder.build(VECTORS.size()));
        assertThat(asked).hasValue(101);
    }
}
