package io.streetmatch.embed;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A model that is there, and how it is run.
 *
 * @param name for people
 * @param folder holds {@code saved_model.pb}
 * @param sha256 of the model
 * @param signature name of the model's signature
 * @param size of the input
 * @param output name of the output
 * @param choice whether the model has other outputs
 * @param range what pixel values are mapped to
 * @param bgr channel order: blue first
 * @param head what turns the output into a descriptor
 * @param normalize whether embeddings are scaled to length 1
 * @param metric how embeddings are compared
 */
record ModelSpec(
        String name,
        Path folder,
        String sha256,
        String signature,
        InputSize size,
        String output,
        boolean choice,
        PixelRange range,
        boolean bgr,
        Optional<DescriptorHead> head,
        boolean normalize,
        Metric metric) {

    private static final int DIGITS = 16;

    /** Changes with everything that changes an embedding. */
    String fingerprint() {
        return "%s/%s/%s/%s/%s/%s%s".formatted(sha256.substring(0, DIGITS), size.text(), choice ? output : "-", range.text(),
                bgr ? "bgr" : "rgb", normalize ? "unit" : "raw", head.map(there -> "/" + there.sha256().substring(0, DIGITS)).orElse(""));
    }
}
