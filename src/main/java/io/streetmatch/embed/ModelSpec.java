package io.streetmatch.embed;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A model that is there, and how it is run.
 *
 * @param name for people
 * @param folder holds {@code saved_model.pb}
 * @param sha256 of {@code saved_model.pb}
 * @param size side of the square input, in pixels
 * @param output name of the output; absent where the model has just one
 * @param range what pixel values are mapped to
 * @param bgr channel order: blue first
 * @param normalize whether embeddings are scaled to length 1
 * @param metric how embeddings are compared
 */
record ModelSpec(
        String name,
        Path folder,
        String sha256,
        int size,
        Optional<String> output,
        PixelRange range,
        boolean bgr,
        boolean normalize,
        Metric metric) {

    /** Changes with everything that changes an embedding. */
    String fingerprint() {
        return "%s/%d/%s/%s/%s/%s".formatted(
                sha256.substring(0, 16), size, output.orElse("-"), range.text(), bgr ? "bgr" : "rgb", normalize ? "unit" : "raw");
    }
}
