package io.streetmatch.app;

import io.streetmatch.embed.EmbeddingSpace;
import io.streetmatch.folder.DataFolder;
import io.streetmatch.index.EmbeddedIndex;
import io.streetmatch.index.EmbeddedIndexOptions;
import io.streetmatch.index.IndexCorruptException;
import io.streetmatch.index.IndexMismatchException;
import io.streetmatch.index.IndexUnavailableException;
import io.streetmatch.index.MilvusIndex;
import io.streetmatch.index.VectorIndex;
import java.nio.file.Path;
import java.util.Optional;

/** Opens the index that the configuration names. */
record Indexes(Settings settings) {

    /** The value of {@link Keys#INDEX} for a Milvus server. */
    static final String MILVUS = "milvus";

    /**
     * Opens the collection of a data folder.
     *
     * @param readOnly for questions only: beside a daemon that writes
     */
    VectorIndex open(DataFolder data, EmbeddingSpace space, boolean readOnly)
            throws IndexMismatchException, IndexCorruptException, IndexUnavailableException {
        return open(settings.get(Keys.INDEX), data, space, readOnly);
    }

    /** Opens the collection in an index of this kind, whichever is configured. */
    VectorIndex open(String kind, DataFolder data, EmbeddingSpace space, boolean readOnly)
            throws IndexMismatchException, IndexCorruptException, IndexUnavailableException {
        if (kind.equals(MILVUS)) {
            return MilvusIndex.open(new MilvusSettings(settings).options(), space);
        }
        return readOnly ? EmbeddedIndex.openReadOnly(data.index(), space, embeddedOptions()) : EmbeddedIndex.open(data.index(), space, embeddedOptions());
    }

    /** Opens the embedded index in a folder, for writing. */
    VectorIndex embedded(Path folder, EmbeddingSpace space) throws IndexMismatchException, IndexCorruptException, IndexUnavailableException {
        return EmbeddedIndex.open(folder, space, embeddedOptions());
    }

    /** Opens the embedded index in a folder for reading, whatever filled it. */
    Optional<VectorIndex> asItIs(Path folder) throws IndexMismatchException, IndexCorruptException, IndexUnavailableException {
        Optional<EmbeddingSpace> space = EmbeddedIndex.spaceOf(folder);
        return space.isEmpty() ? Optional.empty() : Optional.of(EmbeddedIndex.openReadOnly(folder, space.get(), embeddedOptions()));
    }

    /** The options of the embedded index. */
    EmbeddedIndexOptions embeddedOptions() {
        EmbeddedIndexOptions defaults = EmbeddedIndexOptions.DEFAULT;
        return new EmbeddedIndexOptions(settings.get(Keys.INDEX_EXACT_BELOW), defaults.hnswM(), defaults.hnswBeamWidth(),
                settings.get(Keys.INDEX_SEARCH_BREADTH), defaults.ramBufferMb());
    }
}
