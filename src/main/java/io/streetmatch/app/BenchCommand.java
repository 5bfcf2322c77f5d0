package io.streetmatch.app;

import io.streetmatch.augment.VariantMaker;
import io.streetmatch.bench.BatchRates;
import io.streetmatch.bench.BenchPictures;
import io.streetmatch.bench.Limit;
import io.streetmatch.bench.Percentiles;
import io.streetmatch.embed.ModelException;
import io.streetmatch.folder.DataFolder;
import io.streetmatch.folder.TemporaryFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "bench", mixinStandardHelpOptions = true,
        description = "Measures this machine: the bare model, the limit, the whole program beside it, and the time to an answer."
                + " Works in <data>/bench, which is emptied afterwards.")
final class BenchCommand implements Callable<Integer> {

    private static final int QUESTIONS = 100;

    /** The limit is a few loops, which Java has soon compiled. */
    private static final Duration LIMIT_WARM_UP = Duration.ofSeconds(60);

    /** At 100,000 the embedded index builds graphs in the middle of a flow: warm-up and turns end before. */
    private static final int MOST_VECTORS = 95_000;

    /** Shared by all loops of the limit; few enough to stay in the system's memory, as those that were just dropped do. */
    private static final int LIMIT_FILES = 1_000;

    private static final int FLOOD_SECONDS = 40;

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Option(names = "--model", paramLabel = "NAME", split = ",", description = "Models to measure; default: street, and imagenet where it is there.")
    private List<String> models = List.of();

    @Option(names = "--recipe", paramLabel = "R", split = ",", defaultValue = "none,article",
            description = "Recipes to measure with (default ${DEFAULT-VALUE}: no variants, and three of each picture).")
    private List<String> recipes;

    @Option(names = "--seconds", defaultValue = "120", description = "How long the limit is measured, and the program, in turns of two seconds"
            + " (default ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--warm-up", paramLabel = "SECONDS", defaultValue = "450", description = "How long the daemon takes in what does not count, before:"
            + " it runs for months, and Java compiles in the first minutes of them (default ${DEFAULT-VALUE}, at most what"
            + " leaves the collection below 95,000 pictures and variants when the turns end).")
    private int warmUp;

    @Override
    public Integer call() throws Exception {
        if (seconds < 1 || warmUp < 0) {
            throw new SettingsException("--seconds must be at least 1, and --warm-up must not be negative.");
        }
        Settings settings = options.settings();
        Path folder = settings.dataFolder().root().resolve("bench");
        if (Files.exists(folder)) {
            throw new SettingsException(folder + " is there already; move it away, the bench works there and empties it.");
        }
        Runtime runtime = Runtime.getRuntime();
        System.out.printf("%d cores, Java %s, %s %s%n", runtime.availableProcessors(), Runtime.version().feature(),
                System.getProperty("os.name"), System.getProperty("os.arch"));
        BenchPictures pictures = new BenchPictures();
        System.out.printf(Locale.ROOT, "JPEG files of %d x %d pixels, %d kB on average%n", BenchPictures.WIDTH, BenchPictures.HEIGHT,
                pictures.meanBytes() / 1_000);
        try (TemporaryFolder emptied = new TemporaryFolder(folder)) {
            for (String model : models.isEmpty() ? List.of("street") : models) {
                measure(settings.with(Keys.MODEL, model), pictures, emptied.path());
            }
            if (models.isEmpty()) {
                measureWhereItIsThere(settings.with(Keys.MODEL, "imagenet"), pictures, emptied.path());
            }
            return 0;
        }
    }

    /** A model that nobody asked for is not worth a download, nor a failure. */
    private void measureWhereItIsThere(Settings settings, BenchPictures pictures, Path folder) throws Exception {
        try {
            Engine.spaceOf(settings.with(Keys.MODEL_URL, ""));
        } catch (ModelException e) {
            System.out.printf("%nmodel %1$s is not on this machine and is left out; --model street,%1$s fetches it.%n", settings.get(Keys.MODEL));
            return;
        }
        measure(settings, pictures, folder);
    }

    private void measure(Settings settings, BenchPictures pictures, Path folder) throws Exception {
        System.out.printf("%nmodel %s%n", settings.get(Keys.MODEL));
        try (Engine engine = Engine.openForQuestions(settings, DataFolder.at(folder.resolve("none")))) {
            System.out.printf("  device %s, %d floats%n", engine.embedder().device(), engine.embedder().space().dimension());
            session(new Limit(engine.embedder(), engine.reader(), VariantMaker.NONE));
            for (String recipe : recipes) {
                VariantMaker variants = settings.variants(recipe);
                System.out.printf("  recipe %s, %d variants a picture%n", recipe, variants.variantCount());
                throughput(settings.with(Keys.AUGMENT_RECIPE, recipe), pictures, folder,
                        new Limit(engine.embedder(), engine.reader(), variants));
            }
        }
    }

    private void session(Limit limit) throws Exception {
        BatchRates rates = BatchRates.measure(limit::session, timeForABatchSize());
        System.out.printf(Locale.ROOT, "  bare session          %.0f images/s at batch %d (by batch size %s)%n", rates.highest(), rates.best(), rates);
    }

    private Duration timeForABatchSize() {
        return Duration.ofSeconds(seconds).dividedBy(12);
    }

    private void throughput(Settings settings, BenchPictures pictures, Path folder, Limit limit) throws Exception {
        Path stage = folder.resolve("stage");
        List<Path> limitFiles = pictures.write(stage.resolve("limit"), LIMIT_FILES);
        limit.loop(limitFiles, 1, shorter(LIMIT_WARM_UP, Duration.ofSeconds(warmUp)));
        // What the bare model is fastest with need not be it where decoding shares the cores' caches.
        BatchRates rates = BatchRates.measure((size, time) -> limit.loop(limitFiles, size, time), timeForABatchSize());
        int batch = rates.best();
        double expected = rates.highest();
        DataFolder data = DataFolder.at(folder.resolve("data-" + System.nanoTime()));
        try (ForkedDaemon daemon = ForkedDaemon.start(data, arguments(data, settings))) {
            int count = Math.max(Turns.FEWEST, seconds / Turns.SECONDS);
            int inTurns = (int) Math.ceil(expected * Turns.SECONDS * count);
            warmUp(daemon, data, pictures, stage, expected, MOST_VECTORS / (1 + limit.variants().variantCount()) - inTurns);
            FullInbox inbox = new FullInbox(daemon, pictures, stage);
            inbox.add(inTurns);
            Turns turns = Turns.measure(daemon, inbox, () -> limit.loop(limitFiles, batch, Duration.ofSeconds(Turns.SECONDS)), count);
            System.out.printf(Locale.ROOT, "    limit               %.1f pictures/s, at batch %d (by batch size %s)%n", turns.limit(), batch,
                    rates);
            System.out.printf(Locale.ROOT, "    from a full inbox   %.1f pictures/s%n", turns.program());
            System.out.printf(Locale.ROOT, "    ratio               %.3f, standard error %.3f (%d turns of %d s each)%n", turns.ratio(),
                    turns.standardError(), count, Turns.SECONDS);
            latency(pictures, stage, data, daemon, (int) Math.ceil(expected * Math.min(FLOOD_SECONDS, seconds)));
            daemon.peakMemory().ifPresent(bytes -> System.out.printf(Locale.ROOT, "    peak memory         %.2f GB%n", bytes / 1e9));
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Takes in for as long as was asked for, or so many files. At least one round: classes are to be loaded. */
    private void warmUp(ForkedDaemon daemon, DataFolder data, BenchPictures pictures, Path stage, double expected, int most) throws Exception {
        int count = (int) Math.ceil(expected * Math.min(FLOOD_SECONDS, Math.max(1, warmUp)));
        int left = Math.max(count, most);
        Duration flowed = Duration.ZERO;
        for (int round = 0; flowed.toSeconds() < warmUp && left > 0; round++) {
            Path files = stage.resolve("warm-up-" + round);
            pictures.write(files, Math.min(count, left));
            left -= count;
            flowed = flowed.plus(daemon.takeIn(files));
            // A disk need not hold all rounds at once.
            TemporaryFolder.remove(data.archive());
        }
    }

    private static void latency(BenchPictures pictures, Path stage, DataFolder data, ForkedDaemon daemon, int count) throws Exception {
        Probes probes = new Probes(data);
        System.out.printf("    answer, idle        %s%n", Percentiles.of(ask(probes, pictures, QUESTIONS, "idle")));
        Path flood = stage.resolve("flood");
        pictures.write(flood, count);
        CompletableFuture<Void> flow = CompletableFuture.runAsync(() -> {
            try {
                daemon.takeIn(flood);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        List<Duration> busy = new ArrayList<>();
        while (!flow.isDone() && busy.size() < QUESTIONS) {
            busy.addAll(ask(probes, pictures, 1, "busy-" + busy.size()));
        }
        System.out.printf("    answer, busy        %s%n", Percentiles.of(busy));
        flow.join();
    }

    private static List<Duration> ask(Probes probes, BenchPictures pictures, int count, String name) throws Exception {
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            times.add(probes.ask("%s-%d.jpg".formatted(name, i), pictures.next()).elapsed());
        }
        return times;
    }

    /** The daemon has the configuration of this command, so that both are measured with the same. */
    private List<String> arguments(DataFolder data, Settings settings) {
        return options.arguments(data.root(), Map.of(
                Keys.MODEL.name(), settings.get(Keys.MODEL),
                Keys.AUGMENT_RECIPE.name(), settings.get(Keys.AUGMENT_RECIPE)));
    }
}
