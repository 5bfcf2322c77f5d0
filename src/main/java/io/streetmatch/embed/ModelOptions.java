package io.streetmatch.embed;

import java.util.Optional;

/**
 * What the configuration says of the model; what it leaves open the model's own defaults decide.
 *
 * @param model {@code street}, {@code imagenet}, or a folder with a SavedModel
 * @param path where the ImageNet model lies, when not in the cache
 * @param size side of the square input, in pixels
 * @param output name of the output to use
 * @param range what pixel values are mapped to: {@code 0..1}, {@code -1..1} or {@code 0..255}
 * @param channels {@code rgb} or {@code bgr}
 * @param normalize whether embeddings are scaled to length 1
 * @param metric how embeddings are compared
 * @param device {@code auto}, {@code cpu} or {@code gpu}
 * @param article whether the article's preprocessing replaces range and channels: BGR, 0..255
 */
public record ModelOptions(
        String model,
        Optional<String> path,
        Optional<Integer> size,
        Optional<String> output,
        Optional<String> range,
        Optional<String> channels,
        Optional<Boolean> normalize,
        Optional<Metric> metric,
        String device,
        boolean article) {

    /** The model of this name with its own defaults, on the CPU. */
    public static ModelOptions of(String model) {
        return new ModelOptions(model, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), "cpu", false);
    }

    /** The same with the article's preprocessing: BGR, 0..255. */
    public ModelOptions withArticlePreprocessing() {
        return new ModelOptions(model, path, size, output, range, channels, normalize, metric, device, true);
    }

    /** The same with the ImageNet model looked for in this folder. */
    public ModelOptions withPath(String folder) {
        return new ModelOptions(model, Optional.of(folder), size, output, range, channels, normalize, metric, device, article);
    }
}
