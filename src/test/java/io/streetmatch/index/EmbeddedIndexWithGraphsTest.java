package io.streetmatch.index;

import io.streetmatch.embed.EmbeddingSpace;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract, kept with a graph in every merged segment. */
class EmbeddedIndexWithGraphsTest extends VectorIndexContract {

    @TempDir
    private Path folder;

    @Override
    protected VectorIndex openCollection(EmbeddingSpace space) throws Exception {
        return EmbeddedIndex.open(folder.resolve("index"), space, EmbeddedIndexOptions.DEFAULT.withExactBelow(1));
    }

    /** Cosine vectors are stored as floats of length 1. */
    @Override
    protected double tolerance() {
        return 1e-6;
    }
}
