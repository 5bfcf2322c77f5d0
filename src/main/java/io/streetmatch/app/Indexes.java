package io.streetmatch.app;

import io.streetmatch.embed.EmbeddingSpace;
import io.streetmatch.folder.DataFolder;
import io.streetmatch.index.EmbeddedIndex;
import io.streetmatch.index.EmbeddedIndexOptions;
import io.streetmatch.index.IndexCorruptException;
import io.streetmatch.index.IndexMismatchException;
import io.streetmatch.index.IndexUnavailableException;
import io.streetmatch.index.MilvusIndex;
import io.streetmatch.index.MilvusOptions;
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
            return MilvusIndex.open(milvus(), space);
        }
        return readOnly ? EmbeddedIndex.openReadOnly(data.index(), space, embedded()) : EmbeddedIndex.open(data.index(), space, embedded());
    }

    /**
     * Opens the collection that is built beside the one in use, for another model or recipe.
     *
     * @param recipe fingerprint of the recipe
     */
    VectorIndex beside(DataFolder data, EmbeddingSpace space, String recipe)
            throws IndexMismatchException, IndexCorruptException, IndexUnavailableException {
        return inMilvus() ? MilvusIndex.openBeside(milvus(), space, recipe) : EmbeddedIndex.open(data.nextIndex(), space, embedded());
    }

    /** Whether pictures were ever taken in; of a Milvus server only itself knows. */
    boolean hasCollection(DataFolder data) throws IndexCorruptException, IndexUnavailableException {
        return inMilvus() || EmbeddedIndex.spaceOf(data.index()).isPresent();
    }

    /** Opens the collection of a data folder for reading, whatever filled it; empty when there is none. */
    Optional<VectorIndex> asItIs(DataFolder data) throws IndexMismatchException, IndexCorruptException, IndexUnavailableException {
        if (inMilvus()) {
            return MilvusIndex.openAsItIs(milvus()).map(index -> index);
        }
        Optional<EmbeddingSpace> space = EmbeddedIndex.spaceOf(data.index());
        return space.isEmpty() ? Optional.empty() : Optional.of(EmbeddedIndex.openReadOnly(data.index(), space.get(), embedded()));
    }

    /** Whether the configuration names a Milvus server. */
    boolean inMilvus() {
        return settings.get(Keys.INDEX).equals(MILVUS);
    }

    private EmbeddedIndexOptions embedded() {
        EmbeddedIndexOptions defaults = EmbeddedIndexOptions.DEFAULT;
        return new EmbeddedIndexOptions(settings.get(Keys.INDEX_EXACT_BELOW), defaults.hnswM(), defaults.hnswBeamWidth(),
                settings.get(Keys.INDEX_SEARCH_BREADTH), defaults.ramBufferMb());
    }

    private MilvusOptions milvus() {
        MilvusOptions.Login login = new MilvusOptions.Login(settings.get(Keys.MILVUS_TOKEN).orElse(""),
                settings.get(Keys.MILVUS_USER).orElse(""), settings.get(Keys.MILVUS_PASSWORD).orElse(""));
        return new MilvusOptions(settings.get(Keys.MILVUS_URI), login, settings.get(Keys.MILVUS_DATABASE),
                settings.get(Keys.MILVUS_CERTIFICATE).map(Path::of), settings.get(Keys.MILVUS_COLLECTION), settings.get(Keys.MILVUS_INDEX_TYPE),
                settings.get(Keys.MILVUS_INDEX_PARAMS), settings.get(Keys.MILVUS_SEARCH_PARAMS), settings.get(Keys.MILVUS_CONNECT_TIMEOUT),
                settings.get(Keys.MILVUS_CALL_TIMEOUT));
    }
}
