package io.streetmatch.embed;

import io.streetmatch.image.CacheFolder;
import io.streetmatch.image.ImageId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/** Finds the model that the configuration asks for: shipped, in a folder, or in the cache. */
final class ModelStore {

    private static final String SHIPPED = "models/street_mobilenet/";
    private static final String FILE = "saved_model.pb";
    private static final int IMAGENET_SIZE = 224;

    private ModelStore() {}

    /**
     * The model and how it is run.
     *
     * @throws ModelException when it is not there
     */
    static ModelSpec find(ModelOptions options) throws ModelException {
        try {
            return switch (options.model()) {
                case "street" -> street(options);
                case "imagenet" -> spec(options, "imagenet", imagenet(options), IMAGENET_SIZE, Optional.empty(), Metric.L2);
                default -> folder(options, Path.of(options.model()));
            };
        } catch (IOException e) {
            throw new ModelException("The model '%s' cannot be read: %s.".formatted(options.model(), e.getMessage()), e);
        }
    }

    private static ModelSpec street(ModelOptions options) throws IOException {
        ClassLoader loader = ModelStore.class.getClassLoader();
        Properties defaults = new Properties();
        String sha256;
        try (InputStream properties = loader.getResourceAsStream(SHIPPED + "model.properties");
                InputStream model = loader.getResourceAsStream(SHIPPED + FILE)) {
            if (properties == null || model == null) {
                throw new IOException(SHIPPED + " is not on the class path; build the program again");
            }
            defaults.load(properties);
            sha256 = ImageId.of(model.readAllBytes()).hex();
        }
        Path folder = CacheFolder.unpackOnce("street_mobilenet-" + sha256.substring(0, 16), List.of(SHIPPED + FILE));
        return spec(options, "street", folder, Integer.parseInt(defaults.getProperty("size")),
                Optional.of(defaults.getProperty("output")), Metric.valueOf(defaults.getProperty("metric").toUpperCase(Locale.ROOT)));
    }

    private static Path imagenet(ModelOptions options) throws ModelException {
        Path cached = CacheFolder.path().resolve("models").resolve("mobilenet_v2_100_224");
        Path folder = options.path().map(Path::of).orElse(cached);
        if (!Files.isRegularFile(folder.resolve(FILE))) {
            throw new ModelException(("The ImageNet model is not in %s. Put the SavedModel of tf2-preview/mobilenet_v2/feature_vector (%s"
                    + " and, where it has one, its variables folder) there, or name its folder with model.path.").formatted(folder, FILE));
        }
        return folder;
    }

    private static ModelSpec folder(ModelOptions options, Path folder) throws ModelException, IOException {
        if (!Files.isRegularFile(folder.resolve(FILE))) {
            throw new ModelException("model = %s: there is no %s in %s. Allowed: street, imagenet, or a folder with a TensorFlow SavedModel."
                    .formatted(options.model(), FILE, folder.toAbsolutePath()));
        }
        return spec(options, folder.toAbsolutePath().normalize().getFileName().toString(), folder, IMAGENET_SIZE, Optional.empty(), Metric.COSINE);
    }

    private static ModelSpec spec(
            ModelOptions options, String name, Path folder, int size, Optional<String> output, Metric metric) throws IOException {
        String range = options.article() ? "0..255" : options.range().orElse("0..1");
        boolean bgr = options.article() || options.channels().orElse("rgb").equals("bgr");
        return new ModelSpec(name, folder, ImageId.of(Files.readAllBytes(folder.resolve(FILE))).hex(), options.size().orElse(size),
                options.output().or(() -> output), PixelRange.parse(range), bgr, options.normalize().orElse(false), options.metric().orElse(metric));
    }
}
