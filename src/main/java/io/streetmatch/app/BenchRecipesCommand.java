package io.streetmatch.app;

import io.streetmatch.augment.VariantMaker;
import io.streetmatch.bench.BenchPictures;
import io.streetmatch.bench.VariantCosts;
import io.streetmatch.embed.Embedder;
import io.streetmatch.image.PictureReader;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "bench-recipes", mixinStandardHelpOptions = true,
        description = "Measures what variants cost on this machine: each operation, and each recipe's share of the time that taking a picture in takes.")
final class BenchRecipesCommand implements Callable<Integer> {

    private static final int MILLIS = 1_000;

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Option(names = "--model", paramLabel = "NAME", split = ",", defaultValue = "street", description = "Models to measure (default ${DEFAULT-VALUE}).")
    private List<String> models;

    @Option(names = "--recipe", paramLabel = "R", split = ",", defaultValue = "none,article,street,closeup,thorough",
            description = "Recipes to measure (default ${DEFAULT-VALUE}).")
    private List<String> recipes;

    @Option(names = "--millis", defaultValue = "1000", description = "How long each step is measured (default ${DEFAULT-VALUE}).")
    private int millis;

    @Override
    public Integer call() throws Exception {
        if (millis < 1) {
            throw new SettingsException("--millis must be at least 1, not " + millis + ".");
        }
        System.out.printf("%d cores, Java %s, %s %s; milliseconds of one core for a picture of %d x %d pixels, medians%n",
                Runtime.getRuntime().availableProcessors(), Runtime.version().feature(), System.getProperty("os.name"),
                System.getProperty("os.arch"), BenchPictures.WIDTH, BenchPictures.HEIGHT);
        for (String model : models) {
            measure(model);
        }
        return 0;
    }

    private void measure(String model) throws Exception {
        Settings settings = options.settings(model);
        try (Embedder embedder = Engine.openModel(settings)) {
            PictureReader reader = new PictureReader(settings.readLimits()).forInput(embedder.inputSide());
            VariantCosts costs = new VariantCosts(embedder, reader, Duration.ofMillis(millis));
            double decoding = costs.decoding();
            double preparing = costs.preparing();
            double embedding = costs.embedding();
            System.out.printf("%nmodel %s, %s%n", model, embedder.device());
            print("decoding a JPEG file", decoding);
            print("reducing to the model's input", preparing);
            print("embedding", embedding);
            if (model.equals(models.get(0))) {
                operations(costs);
            }
            System.out.printf("  %-32s %8s %8s %10s %8s %16s%n", "recipe", "variants", "making", "embedding", "making", "pictures/s");
            for (String recipe : recipes) {
                try (VariantMaker variants = settings.variants(recipe)) {
                    double making = variants.variantCount() == 0 ? 0 : costs.making(variants);
                    recipe(recipe, variants.variantCount(), making, decoding, preparing + embedding);
                }
            }
        }
    }

    private static void operations(VariantCosts costs) throws Exception {
        System.out.println("  one more variant, without its embedding, by");
        for (Map.Entry<String, String> edit : VariantCosts.EDITS.entrySet()) {
            print("  " + edit.getKey(), costs.operation(edit.getValue()));
        }
    }

    /** What a picture takes in all, and how many a second all cores could take in at most. */
    private static void recipe(String recipe, int count, double making, double decoding, double embedding) {
        double all = decoding + making + (count + 1) * embedding;
        System.out.printf(Locale.ROOT, "  %-32s %8d %8.1f %10.1f %6.0f %% %9.1f at most%n", recipe, count, making, (count + 1) * embedding,
                100 * making / all, MILLIS * Runtime.getRuntime().availableProcessors() / all);
    }

    private static void print(String what, double cost) {
        System.out.printf(Locale.ROOT, "  %-32s %8.2f%n", what, cost);
    }
}
