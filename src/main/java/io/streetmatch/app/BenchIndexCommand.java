package io.streetmatch.app;

import io.streetmatch.folder.TemporaryFolder;
import io.streetmatch.index.BenchmarkedIndex;
import io.streetmatch.index.IndexBenchmark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "bench-index", mixinStandardHelpOptions = true,
        description = "Measures the indexes on this machine, side by side, with made-up vectors that crowd like real ones. Works in"
                + " <data>/bench-index and in a collection of its own in Milvus (keys milvus.*); both are removed afterwards.")
final class BenchIndexCommand implements Callable<Integer> {

    private static final List<String> KINDS = List.of("embedded", Indexes.MILVUS);
    private static final double MEGABYTE = 1e6;

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Option(names = "--index", paramLabel = "KIND", split = ",", defaultValue = "embedded",
            description = "embedded, milvus, or both (default ${DEFAULT-VALUE}).")
    private List<String> indexes = List.of();

    @Option(names = "--vectors", paramLabel = "COUNT", split = ",", defaultValue = "1000,10000",
            description = "Sizes of the collections (default ${DEFAULT-VALUE}).")
    private List<Integer> sizes = List.of();

    @Option(names = "--dimension", paramLabel = "COUNT", split = ",", defaultValue = "512",
            description = "Floats a vector: 512 of street, 1280 of imagenet (default ${DEFAULT-VALUE}).")
    private List<Integer> dimensions = List.of();

    @Option(names = "--milvus-data", paramLabel = "DIR", description = "Where a Milvus server of this machine keeps its data: to see what they take.")
    private Optional<Path> milvusData = Optional.empty();

    @Override
    public Integer call() throws Exception {
        check();
        Settings settings = options.settings();
        Path folder = settings.dataFolder().root().resolve("bench-index");
        if (Files.exists(folder)) {
            throw new SettingsException(folder + " is there already; move it away, the bench works there and empties it.");
        }
        Runtime runtime = Runtime.getRuntime();
        System.out.printf("%d cores, Java %s, %s %s; batches of %d, questions one at a time%n", runtime.availableProcessors(),
                Runtime.version().feature(), System.getProperty("os.name"), System.getProperty("os.arch"), settings.get(Keys.INDEX_BATCH));
        System.out.println("index     vectors floats  upserts/s  building  question p50    p99  recall@10   memory     disk   reopen");
        try (TemporaryFolder emptied = new TemporaryFolder(folder)) {
            for (int dimension : dimensions) {
                for (int size : sizes) {
                    List<BenchmarkedIndex> subjects = new ArrayList<>();
                    for (String kind : indexes) {
                        subjects.add(subject(kind, settings, emptied.path().resolve("index")));
                    }
                    new IndexBenchmark(settings.get(Keys.INDEX_BATCH)).run(subjects, size, dimension, System.err).forEach(BenchIndexCommand::print);
                }
            }
        }
        return 0;
    }

    private void check() throws SettingsException {
        for (String kind : indexes) {
            if (!KINDS.contains(kind)) {
                throw new SettingsException("There is no index '%s'. Allowed for --index: %s.".formatted(kind, String.join(", ", KINDS)));
            }
        }
        if (sizes.stream().anyMatch(size -> size < 1) || dimensions.stream().anyMatch(dimension -> dimension < 1)) {
            throw new SettingsException("--vectors and --dimension are whole numbers from 1.");
        }
        if (milvusData.isPresent() && !Files.isDirectory(milvusData.get())) {
            throw new SettingsException("--milvus-data: there is no folder " + milvusData.get());
        }
    }

    private BenchmarkedIndex subject(String kind, Settings settings, Path folder) {
        return kind.equals(Indexes.MILVUS)
                ? BenchmarkedIndex.milvus(new MilvusSettings(settings).options()
                        .withCollection(settings.get(Keys.MILVUS_COLLECTION) + "_bench_" + ProcessHandle.current().pid()), milvusData)
                : BenchmarkedIndex.embedded(folder, new Indexes(settings).embeddedOptions());
    }

    private static void print(IndexBenchmark.Row row) {
        System.out.printf(Locale.ROOT, "%-8s %,8d %6d %,10.0f %7.1f s %9.1f ms %3.0f ms %10.3f %8s %8s %5.0f ms%n", row.index(), row.vectors(),
                row.dimension(), row.upsertsPerSecond(), row.settling().toMillis() / 1e3, row.questionP50Millis(), row.questionP99Millis(),
                row.recallAt10(), megabytes(row.memoryBytes()), megabytes(row.diskBytes()), row.reopenMillis());
    }

    private static String megabytes(OptionalLong bytes) {
        return bytes.isPresent() ? String.format(Locale.ROOT, "%,.0f MB", bytes.getAsLong() / MEGABYTE) : "-";
    }
}
