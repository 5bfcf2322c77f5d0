package io.streetmatch.index;

import io.streetmatch.embed.EmbeddingSpace;
import io.streetmatch.embed.Metric;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The embedding space as it is remembered in the user data of a Lucene commit. */
record CommittedSpace(Map<String, String> data) {

    private static final String LAYOUT = "streetmatch.layout";
    private static final String LAYOUT_VERSION = "1";
    private static final String MODEL = "streetmatch.model";
    private static final String FINGERPRINT = "streetmatch.fingerprint";
    private static final String DIMENSION = "streetmatch.dimension";
    private static final String METRIC = "streetmatch.metric";

    /** What a commit of this space remembers. */
    static CommittedSpace of(EmbeddingSpace space) {
        return new CommittedSpace(Map.of(
                LAYOUT, LAYOUT_VERSION,
                MODEL, space.model(),
                FINGERPRINT, space.fingerprint(),
                DIMENSION, String.valueOf(space.dimension()),
                METRIC, space.metric().name()));
    }

    /** The space, unless something else than Streetmatch wrote this. */
    Optional<EmbeddingSpace> space() {
        return data.containsKey(FINGERPRINT)
                ? Optional.of(new EmbeddingSpace(data.get(MODEL), data.get(FINGERPRINT), Integer.parseInt(data.get(DIMENSION)),
                        Metric.valueOf(data.get(METRIC))))
                : Optional.empty();
    }

    /**
     * Compares fingerprint, dimension and metric; the model's name is for people and may change.
     *
     * @throws IndexMismatchException when embeddings of the two spaces cannot be compared
     */
    void check(EmbeddingSpace configured, Path folder) throws IndexMismatchException {
        Map<String, String> wanted = of(configured).data();
        boolean same = wanted.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(MODEL))
                .allMatch(entry -> entry.getValue().equals(data.get(entry.getKey())));
        if (!same) {
            throw new IndexMismatchException(("The collection in %s was filled with %s; configured is now %s. Their vectors cannot be"
                    + " compared. Either set model and metric back, or run 'bin/streetmatch reindex': it embeds the pictures of the archive"
                    + " again.").formatted(folder, describe(data), describe(wanted)));
        }
    }

    private static String describe(Map<String, String> data) {
        return data.containsKey(FINGERPRINT)
                ? "model %s (fingerprint %s, dimension %s, metric %s)".formatted(
                        data.get(MODEL), data.get(FINGERPRINT), data.get(DIMENSION), data.get(METRIC))
                : "something else than Streetmatch";
    }
}
