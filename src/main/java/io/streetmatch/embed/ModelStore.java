package io.streetmatch.embed;

import io.streetmatch.image.CacheFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/** Finds the model that the configuration asks for: shipped, in a folder, in the cache, or fetched into the cache. */
final class ModelStore {

    private static final String STREET = "street";
    private static final String SHIPPED = "models/street_mobilenet/";
    private static final int IMAGENET_SIZE = 224;
    private static final Defaults PLAIN = new Defaults(IMAGENET_SIZE, Optional.empty(), Metric.COSINE);

    /** What holds where neither the configuration nor the model's signature says otherwise. */
    private record Defaults(int size, Optional<String> output, Metric metric) {}

    private ModelStore() {}

    /**
     * The model and how it is run.
     *
     * @throws ModelException when it is not there or does not fit what the configuration says
     */
    static ModelSpec find(ModelOptions options, DownloadListener listener) throws ModelException {
        String model = options.source().model();
        try {
            return switch (model) {
                case STREET -> street(options);
                case "imagenet" -> imagenet(options, listener);
                default -> folder(options, Path.of(model));
            };
        } catch (IOException e) {
            throw new ModelException("The model '%s' cannot be read: %s.".formatted(model, e.getMessage()), e);
        }
    }

    /** The output of a model that is features, none below 0; absent where only its configuration can say. */
    static Optional<String> featureOutput(String model) throws ModelException {
        try {
            return model.equals(STREET) ? Optional.of(streetDefaults().getProperty("features")) : Optional.empty();
        } catch (IOException e) {
            throw new ModelException("The model '%s' cannot be read: %s.".formatted(model, e.getMessage()), e);
        }
    }

    /** The larger side of the input, without a look at the weights. */
    static int inputSide(ModelOptions options) throws ModelException {
        String model = options.source().model();
        try {
            return switch (model) {
                case STREET -> options.size().orElse(Integer.parseInt(streetDefaults().getProperty("size")));
                case "imagenet" -> options.size().orElse(IMAGENET_SIZE);
                default -> {
                    requireModel(Path.of(model));
                    yield ModelSignature.read(Path.of(model)).inputSize(options.size(), PLAIN.size()).largerSide();
                }
            };
        } catch (IOException e) {
            throw new ModelException("The model '%s' cannot be read: %s.".formatted(model, e.getMessage()), e);
        }
    }

    private static ModelSpec street(ModelOptions options) throws ModelException, IOException {
        Properties defaults = streetDefaults();
        String sha256;
        try (InputStream model = shipped(SavedModelArchive.MODEL_FILE)) {
            sha256 = Sha256.of(model);
        }
        Path folder = CacheFolder.unpackOnce(
                "street_mobilenet-" + sha256.substring(0, 16), List.of(SHIPPED + SavedModelArchive.MODEL_FILE));
        return spec(options, STREET, folder, new Defaults(Integer.parseInt(defaults.getProperty("size")),
                Optional.of(defaults.getProperty("output")), Metric.valueOf(defaults.getProperty("metric").toUpperCase(Locale.ROOT))));
    }

    private static Properties streetDefaults() throws IOException {
        Properties defaults = new Properties();
        try (InputStream properties = shipped("model.properties")) {
            defaults.load(properties);
        }
        return defaults;
    }

    private static InputStream shipped(String name) throws IOException {
        InputStream stream = ModelStore.class.getClassLoader().getResourceAsStream(SHIPPED + name);
        if (stream == null) {
            throw new IOException(SHIPPED + name + " is not on the class path; build the program again");
        }
        return stream;
    }

    private static ModelSpec imagenet(ModelOptions options, DownloadListener listener) throws ModelException, IOException {
        Path cached = CacheFolder.path().resolve("models").resolve("mobilenet_v2_100_224");
        Path folder = new ImageNetModel(cached, DownloadPolicy.DEFAULT, listener).find(options.source());
        return spec(options, "imagenet", folder, new Defaults(IMAGENET_SIZE, Optional.empty(), Metric.L2));
    }

    private static ModelSpec folder(ModelOptions options, Path folder) throws ModelException, IOException {
        requireModel(folder);
        return spec(options, folder.toAbsolutePath().normalize().getFileName().toString(), folder, PLAIN);
    }

    private static void requireModel(Path folder) throws ModelException {
        if (!SavedModelArchive.isIn(folder)) {
            throw new ModelException(("model = %s: there is no %s in %s. Allowed: street, imagenet, or a folder with a TensorFlow"
                    + " SavedModel.").formatted(folder, SavedModelArchive.MODEL_FILE, folder.toAbsolutePath()));
        }
    }

    private static ModelSpec spec(ModelOptions options, String name, Path folder, Defaults defaults) throws ModelException, IOException {
        ModelSignature signature = ModelSignature.read(folder);
        TensorSpec output = signature.output(options.output().or(defaults::output));
        Optional<DescriptorHead> head = head(options, output);
        String range = options.article() ? PixelRange.BYTES.text() : options.range().orElse(PixelRange.ZERO_TO_ONE.text());
        boolean bgr = options.article() || options.channels().orElse("rgb").equals("bgr");
        String shown = head.isPresent() ? name + "+" + Path.of(options.head()).getFileName() : name;
        return new ModelSpec(shown, folder, Sha256.ofModel(folder), signature.key(), signature.inputSize(options.size(), defaults.size()),
                output.name(), signature.outputs().size() > 1, PixelRange.parse(range), bgr, head, options.normalize().orElse(false),
                options.metric().orElse(head.isPresent() ? Metric.COSINE : defaults.metric()));
    }

    private static Optional<DescriptorHead> head(ModelOptions options, TensorSpec output) throws ModelException {
        if (options.head().equals(ModelOptions.NO_HEAD)) {
            return Optional.empty();
        }
        DescriptorHead head = options.head().equals(ModelOptions.STREET_HEAD) ? DescriptorHead.street() : DescriptorHead.load(Path.of(options.head()));
        Optional<Long> floats = output.vectorLength();
        if (floats.isPresent() && floats.get() != head.inputSize()) {
            throw new ModelException(("model.head = %s takes %d floats, but the output '%s' of model = %s has %d. Choose another output"
                    + " with model.output, another head, or model.head = none.")
                    .formatted(options.head(), head.inputSize(), output.name(), options.source().model(), floats.get()));
        }
        return Optional.of(head);
    }
}
