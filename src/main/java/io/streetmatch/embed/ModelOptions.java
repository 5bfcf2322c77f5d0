package io.streetmatch.embed;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the configuration says of the model; what it leaves open the model's own signature and defaults decide.
 *
 * @param source which model, and where it comes from
 * @param size side of the square input, in pixels
 * @param output name of the output to use
 * @param head what turns that output into a descriptor: {@code none}, {@code street}, or a folder that {@link DescriptorHead} can load
 * @param range what pixel values are mapped to: {@code 0..1}, {@code -1..1} or {@code 0..255}
 * @param channels {@code rgb} or {@code bgr}
 * @param normalize whether embeddings are scaled to length 1
 * @param metric how embeddings are compared
 * @param device {@code auto}, {@code cpu} or {@code gpu}
 * @param article whether the article's preprocessing replaces range and channels: BGR, 0..255
 */
public record ModelOptions(
        ModelSource source,
        Optional<Integer> size,
        Optional<String> output,
        String head,
        Optional<String> range,
        Optional<String> channels,
        Optional<Boolean> normalize,
        Optional<Metric> metric,
        String device,
        boolean article) {

    /** The {@code head} of a model that is used as it is. */
    public static final String NO_HEAD = "none";

    /** The head that ships with the program. */
    public static final String STREET_HEAD = "street";

    /** The model of this name with its own defaults, on the CPU. */
    public static ModelOptions of(String model) {
        return new ModelOptions(ModelSource.of(model), Optional.empty(), Optional.empty(), NO_HEAD, Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), "cpu", false);
    }

    /** The same from another place. */
    public ModelOptions withSource(ModelSource other) {
        return new ModelOptions(other, size, output, head, range, channels, normalize, metric, device, article);
    }

    /** The same with the ImageNet model looked for in this folder. */
    public ModelOptions withPath(String folder) {
        return withSource(new ModelSource(source.model(), Optional.of(Path.of(folder)), source.urls(), source.sha256()));
    }

    /** The same with this side of the input, in pixels. */
    public ModelOptions withSize(int side) {
        return new ModelOptions(source, Optional.of(side), output, head, range, channels, normalize, metric, device, article);
    }

    /** The same with this output of the model. */
    public ModelOptions withOutput(String name) {
        return new ModelOptions(source, size, Optional.of(name), head, range, channels, normalize, metric, device, article);
    }

    /** The same with this head: {@code none}, {@code street} or a folder. */
    public ModelOptions withHead(String other) {
        return new ModelOptions(source, size, output, other, range, channels, normalize, metric, device, article);
    }

    /**
     * The same without a head, with the output that a head can be learnt from and stand behind; where the model does not say which one that
     * is, the one that is set.
     *
     * @throws ModelException when the program was not built completely
     */
    public ModelOptions forFeatures() throws ModelException {
        return new ModelOptions(source, size, ModelStore.featureOutput(source.model()).or(() -> output), NO_HEAD, range, channels,
                Optional.of(false), metric, device, article);
    }

    /**
     * The larger side of the model's input, in pixels; nothing is fetched for it, and no model is loaded.
     *
     * @throws ModelException when the folder holds no model that can be used, or the program was not built completely
     */
    public int inputSide() throws ModelException {
        return ModelStore.inputSide(this);
    }

    /** The same with these pixel values and this order of channels. */
    public ModelOptions withPixels(String values, String order) {
        return new ModelOptions(source, size, output, head, Optional.of(values), Optional.of(order), normalize, metric, device, article);
    }

    /** The same on this device: {@code auto}, {@code cpu} or {@code gpu}. */
    public ModelOptions withDevice(String other) {
        return new ModelOptions(source, size, output, head, range, channels, normalize, metric, other, article);
    }

    /** The same with the article's preprocessing: BGR, 0..255. */
    public ModelOptions withArticlePreprocessing() {
        return new ModelOptions(source, size, output, head, range, channels, normalize, metric, device, true);
    }
}
