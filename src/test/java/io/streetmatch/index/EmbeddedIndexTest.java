package io.streetmatch.index;

import io.streetmatch.embed.EmbeddingSpace;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract, kept by exact search. */
class EmbeddedIndexTest extends VectorIndexContract {

    @TempDir
    private Path folder;

    @Override
    protected VectorIndex openCollection(EmbeddingSpace space) throws Exception {
        return EmbeddedIndex.open(folder.resolve("index"), space, EmbeddedIndexOptions.DEFAULT);
    }

    /** Cosine vectors are stored as floats of length 1. */
    @Override
    protected double tolerance() {
        return 1e-6;
    }
}
