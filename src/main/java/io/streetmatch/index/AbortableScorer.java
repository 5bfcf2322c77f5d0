package io.streetmatch.index;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.apache.lucene.codecs.hnsw.FlatVectorsScorer;
import org.apache.lucene.index.MergePolicy.MergeAbortedException;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.hnsw.RandomAccessVectorValues;
import org.apache.lucene.util.hnsw.RandomVectorScorer;
import org.apache.lucene.util.hnsw.RandomVectorScorerSupplier;

/**
 * Lets the building of a graph be given up between two nodes.
 *
 * <p>Lucene looks for an aborted merge only when bytes are written, which for a large graph is minutes after the program was asked to
 * stop; the one thing of ours that it calls for every node is the scorer.
 */
final class AbortableScorer implements FlatVectorsScorer {

    private final FlatVectorsScorer scorer;
    private final BooleanSupplier abort;

    AbortableScorer(FlatVectorsScorer scorer, BooleanSupplier abort) {
        this.scorer = scorer;
        this.abort = abort;
    }

    @Override
    public RandomVectorScorerSupplier getRandomVectorScorerSupplier(VectorSimilarityFunction similarity, RandomAccessVectorValues values)
            throws IOException {
        return new Supplier(scorer.getRandomVectorScorerSupplier(similarity, values), abort);
    }

    @Override
    public RandomVectorScorer getRandomVectorScorer(VectorSimilarityFunction similarity, RandomAccessVectorValues values, float[] target)
            throws IOException {
        return scorer.getRandomVectorScorer(similarity, values, target);
    }

    @Override
    public RandomVectorScorer getRandomVectorScorer(VectorSimilarityFunction similarity, RandomAccessVectorValues values, byte[] target)
            throws IOException {
        return scorer.getRandomVectorScorer(similarity, values, target);
    }

    private record Supplier(RandomVectorScorerSupplier scorers, BooleanSupplier abort) implements RandomVectorScorerSupplier {

        @Override
        public RandomVectorScorer scorer(int ordinal) throws IOException {
            if (abort.getAsBoolean()) {
                throw new MergeAbortedException("the index is being closed");
            }
            return scorers.scorer(ordinal);
        }

        @Override
        public RandomVectorScorerSupplier copy() throws IOException {
            return new Supplier(scorers.copy(), abort);
        }
    }
}
