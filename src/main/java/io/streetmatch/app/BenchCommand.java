package io.streetmatch.app;

import io.streetmatch.augment.VariantMaker;
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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "bench", mixinStandardHelpOptions = true,
        description = "Measures this machine: the bare model, the limit, the whole program beside it, and the time to an answer."
                + " Works in <data>/bench, which is emptied afterwards.")
final class BenchCommand implements Callable<Integer> {

    private static final List<Integer> BATCHES = List.of(1, 4, 8, 16, 32, 64);
    private static final int QUESTIONS = 100;

    /** The limit is a few loops, which Java has soon compiled: a part of the rounds that do not count is enough for it. */
    private static final int LIMIT_WARM_UP_ROUNDS = 4;

    /** However long the warm-up: each of its files stays in the archive until the end. */
    private static final int MOST_WARM_UP_FILES = 20_000;

    /** Enough to see which batch size the limit is highest with, and how many pictures a round needs. */
    private static final int TRIAL = 200;

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Option(names = "--model", paramLabel = "NAME", split = ",", description = "Models to measure; default: street, and imagenet where it is there.")
    private List<String> models = List.of();

    @Option(names = "--recipe", paramLabel = "R", split = ",", defaultValue = "none,article",
            description = "Recipes to measure with (default ${DEFAULT-VALUE}: no variants, and three of each picture).")
    private List<String> recipes;

    @Option(names = "--seconds", defaultValue = "40", description = "How long one measurement takes, about (default ${DEFAULT-VALUE}); from a full inbox"
            + " a moment of it goes to the first look and to the last write.")
    private int seconds;

    @Option(names = "--rounds", defaultValue = "3", description = "Rounds of limit and program in turn; the median counts (default ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--warm-up", paramLabel = "SECONDS", defaultValue = "300", description = "How long the daemon takes in what does not count, before:"
            + " it runs for months, and Java compiles in the first minutes of them (default ${DEFAULT-VALUE}, at most 20,000 pictures).")
    private int warmUp;

    @Override
    public Integer call() throws Exception {
        if (seconds < 1 || rounds < 1 || warmUp < 0) {
            throw new SettingsException("--seconds and --rounds must be at least 1, and --warm-up must not be negative.");
        }
        Settings settings = options.settings();
        Path folder = settings.dataFolder().root().resolve("bench");
        if (Files.exists(folder)) {
            throw new SettingsException(folder + " is there already; move it away, the bench works there and empties it.");
        }
        Runtime runtime = Runtime.getRuntime();
        System.out.printf("%d cores, Java %s, %s %s; median of %d rounds%n", runtime.availableProcessors(), Runtime.version().feature(),
                System.getProperty("os.name"), System.getProperty("os.arch"), rounds);
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
        Map<Integer, Double> rates = new LinkedHashMap<>();
        for (int batch : BATCHES) {
            rates.put(batch, limit.session(batch, Duration.ofSeconds(seconds).dividedBy(8)));
        }
        StringBuilder all = new StringBuilder();
        rates.forEach((batch, rate) -> all.append(String.format(Locale.ROOT, " %d: %.0f", batch, rate)));
        System.out.printf(Locale.ROOT, "  bare session          %.0f images/s at batch %d (by batch size%s)%n", rates.get(best(rates)), best(rates), all);
    }

    /** What the bare model is fastest with need not be it where decoding shares the cores' caches: the highest limit counts. */
    private static int bestBatch(Limit limit, List<Path> files) throws Exception {
        limit.loop(files, BATCHES.get(0));
        Map<Integer, Double> rates = new LinkedHashMap<>();
        for (int batch : BATCHES) {
            rates.put(batch, limit.loop(files, batch));
        }
        return best(rates);
    }

    private static int best(Map<Integer, Double> rates) {
        return Collections.max(rates.entrySet(), Map.Entry.comparingByValue()).getKey();
    }

    private void throughput(Settings settings, BenchPictures pictures, Path folder, Limit limit) throws Exception {
        Path stage = folder.resolve("stage");
        List<Path> trial = pictures.write(stage.resolve("trial"), TRIAL);
        int batch = bestBatch(limit, trial);
        int count = (int) Math.max(TRIAL, limit.loop(trial, batch) * seconds);
        List<Double> limits = new ArrayList<>();
        List<Double> programs = new ArrayList<>();
        DataFolder data = DataFolder.at(folder.resolve("data-" + System.nanoTime()));
        try (ForkedDaemon daemon = ForkedDaemon.start(data, overrides(settings))) {
            warmUp(daemon, limit, batch, pictures, stage, count);
            for (int round = 0; round < rounds; round++) {
                Path files = stage.resolve("round-" + round);
                List<Path> written = pictures.write(files, count);
                daemon.awaitRest();
                limits.add(limit.loop(written, batch));
                programs.add(count / (daemon.takeIn(files).toNanos() / 1e9));
            }
            // A machine that others share is not as fast now as it was a minute ago: each round is held against its own limit.
            List<Double> ratios = IntStream.range(0, rounds).mapToObj(round -> programs.get(round) / limits.get(round)).toList();
            System.out.printf(Locale.ROOT, "    limit               %.1f pictures/s %s, at batch %d%n", median(limits), rounded(limits, 1), batch);
            System.out.printf(Locale.ROOT, "    from a full inbox   %.1f pictures/s %s, %d pictures a round%n", median(programs), rounded(programs, 1), count);
            System.out.printf(Locale.ROOT, "    ratio               %.3f %s%n", median(ratios), rounded(ratios, 3));
            latency(pictures, stage, data, daemon, count);
            daemon.peakMemory().ifPresent(bytes -> System.out.printf(Locale.ROOT, "    peak memory         %.2f GB%n", bytes / 1e9));
        }
    }

    private void warmUp(ForkedDaemon daemon, Limit limit, int batch, BenchPictures pictures, Path stage, int count) throws Exception {
        Duration flowed = Duration.ZERO;
        for (int round = 0; flowed.toSeconds() < warmUp && (long) round * count < MOST_WARM_UP_FILES; round++) {
            Path files = stage.resolve("warm-up-" + round);
            List<Path> written = pictures.write(files, count);
            if (round < LIMIT_WARM_UP_ROUNDS) {
                limit.loop(written, batch);
            }
            flowed = flowed.plus(daemon.takeIn(files));
        }
    }

    private static void latency(BenchPictures pictures, Path stage, DataFolder data, ForkedDaemon daemon, int count) throws Exception {
        Probes probes = new Probes(data);
        System.out.printf("    answer, idle        %s%n", Percentiles.of(ask(probes, pictures, QUESTIONS, "idle")));
        Path flood = stage.resolve("flood");
        pictures.write(flood, 2 * count);
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

    private Map<String, String> overrides(Settings settings) {
        Map<String, String> overrides = new LinkedHashMap<>(options.overrides());
        overrides.put(Keys.MODEL.name(), settings.get(Keys.MODEL));
        overrides.put(Keys.AUGMENT_RECIPE.name(), settings.get(Keys.AUGMENT_RECIPE));
        return overrides;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip((values.size() - 1) / 2).findFirst().orElseThrow();
    }

    private static String rounded(List<Double> values, int digits) {
        return values.stream().map(value -> String.format(Locale.ROOT, "%." + digits + "f", value)).toList().toString();
    }
}
