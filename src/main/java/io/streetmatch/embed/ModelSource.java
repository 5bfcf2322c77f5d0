package io.streetmatch.embed;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which model, and where it comes from.
 *
 * @param model {@code street}, {@code imagenet}, or a folder with a SavedModel
 * @param path folder where the ImageNet model is looked for first
 * @param urls where the ImageNet model is fetched from when no folder has it, tried in order: {@code http(s)} and {@code file} addresses or
 *     plain paths of a {@code .tar.gz}; none: nothing is fetched
 * @param sha256 what the ImageNet model must be: the sum of its archive or of its {@code saved_model.pb}, in lower-case hexadecimal;
 *     absent: it is not checked
 */
public record ModelSource(String model, Optional<Path> path, List<String> urls, Optional<String> sha256) {

    /**
     * Where Google publishes {@code tf2-preview/mobilenet_v2/feature_vector}, version 4: Kaggle Models (the successor of TF Hub), TF Hub's
     * own address, and the bucket behind it. Google publishes no sum of the archive, so none is pinned here.
     */
    public static final List<String> OFFICIAL_URLS = List.of(
            "https://www.kaggle.com/api/v1/models/google/mobilenet-v2/tensorFlow2/tf2-preview-feature-vector/4/download",
            "https://tfhub.dev/google/tf2-preview/mobilenet_v2/feature_vector/4?tf-hub-format=compressed",
            "https://storage.googleapis.com/tfhub-modules/google/tf2-preview/mobilenet_v2/feature_vector/4.tar.gz");

    /** Copies the list. */
    public ModelSource {
        urls = List.copyOf(urls);
    }

    /** This model from its usual places. */
    public static ModelSource of(String model) {
        return new ModelSource(model, Optional.empty(), OFFICIAL_URLS, Optional.empty());
    }
}
