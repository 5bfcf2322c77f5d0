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
        if (inMilvus()) {
            return MilvusIndex.open(new MilvusSettings(settings).options(), space);
        }
        if (!readOnly) {
            return EmbeddedIndex.open(data.index(), space, embeddedOptions());
        }
        while (true) {
            Path folder = data.index();
            VectorIndex index = EmbeddedIndex.openReadOnly(folder, space, embeddedOptions());
            if (data.index().equals(folder)) {
                return index;
            }
            // Another one was put in its place at this very moment.
            index.close();
        }
    }

    /**
     * Opens the collection that is built beside the one in use, for another model or recipe.
     *
     * @param recipe fingerprint of the recipe
     */
    VectorIndex beside(DataFolder data, EmbeddingSpace space, String recipe)
            throws IndexMismatchException, IndexCorruptException, IndexUnavailableException {
        return inMilvus()
                ? MilvusIndex.openBeside(new MilvusSettings(settings).options(), space, recipe)
                : EmbeddedIndex.open(data.nextIndex(), space, embeddedOptions());
    }

    /** Whether pictures were ever taken in; of a Milvus server only itself knows. */
    boolean hasCollection(DataFolder data) throws IndexCorruptException, IndexUnavailableException {
        return inMilvus() || EmbeddedIndex.spaceOf(data.index()).isPresent();
    }

    /** Opens the collection of a data folder for reading, whatever filled it; empty when there is none. */
    Optional<VectorIndex> asItIs(DataFolder data) throws IndexMismatchException, IndexCorruptException, IndexUnavailableException {
        Optional<EmbeddingSpace> space = spaceOf(data);
        return space.isEmpty() ? Optional.empty() : Optional.of(open(data, space.get(), true));
    }

    /** Whether the configuration names a Milvus server. */
    boolean inMilvus() {
        return settings.get(Keys.INDEX).equals(MILVUS);
    }

    /** What the vectors of the collection are, whatever filled it; empty when there is none. */
    Optional<EmbeddingSpace> spaceOf(DataFolder data) throws IndexMismatchException, IndexCorruptException, IndexUnavailableException {
        return inMilvus() ? MilvusIndex.spaceOf(new MilvusSettings(settings).options()) : EmbeddedIndex.spaceOf(data.index());
    }

    /** Where the collection is, for people. */
    String place(DataFolder data) {
        return inMilvus()
                ? "the collection %s of Milvus at %s".formatted(settings.get(Keys.MILVUS_COLLECTION), settings.get(Keys.MILVUS_URI))
                : data.index().toString();
    }

    /** The options of the embedded index. */
    EmbeddedIndexOptions embeddedOptions() {
        EmbeddedIndexOptions defaults = EmbeddedIndexOptions.DEFAULT;
        return new EmbeddedIndexOptions(settings.get(Keys.INDEX_EXACT_BELOW), defaults.hnswM(), defaults.hnswBeamWidth(),
                settings.get(Keys.INDEX_SEARCH_BREADTH), defaults.ramBufferMb());
    }
}
