package io.streetmatch.index;

import io.streetmatch.embed.EmbeddingSpace;
import io.streetmatch.embed.Metric;
import io.streetmatch.image.ImageId;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How fast an {@link EmbeddedIndex} is on this machine, and how much of the truth it finds, with {@link ClusteredVectors}. */
public final class EmbeddedIndexBenchmark {

    private static final int BATCH = 64;
    private static final int QUESTIONS = 200;
    private static final int WARM_UP = 200;
    private static final int TIMED = 1_000;
    private static final int LIMIT = 10;
    private static final long SEED = 7;

    /**
     * What was measured for one size.
     *
     * @param vectors in the collection
     * @param dimension of each
     * @param upsertsPerSecond in batches of 64, each durable, on one thread, merges in the background
     * @param mergesAfter how long background merges went on after the last upsert
     * @param questionP50Millis median time of a search for 10, on one thread, merges done
     * @param questionP99Millis 99th percentile of the same
     * @param segments that a search looks into
     * @param vectorsInGraphs how many vectors are searched by HNSW; the others are scanned
     * @param recallAt10 part of the true 10 nearest that was found, 0 to 1
     * @param bytes on disk
     * @param reopenMillis to open the index and answer the first question
     */
    public record Row(int vectors, int dimension, double upsertsPerSecond, Duration mergesAfter, double questionP50Millis,
            double questionP99Millis, int segments, int vectorsInGraphs, double recallAt10, long bytes, double reopenMillis) {}

    private final EmbeddedIndexOptions options;

    /** Measures indexes with these options. */
    public EmbeddedIndexBenchmark(EmbeddedIndexOptions options) {
        this.options = options;
    }

    /**
     * Measures one collection after the other, each in a folder of its own that is removed afterwards.
     *
     * @param sizes vectors in each collection, each at least 1
     * @param dimension of the vectors
     * @param folder where the collections are built; created if need be
     * @param progress where a line is written now and then
     * @throws FileAlreadyExistsException when a collection's folder is there already; it is left alone
     * @throws IOException when the folder cannot be used
     * @throws IndexUnavailableException when an index cannot be written, such as on a full disk
     */
    public List<Row> run(List<Integer> sizes, int dimension, Path folder, PrintStream progress)
            throws IOException, IndexUnavailableException, IndexMismatchException, IndexCorruptException {
        Files.createDirectories(folder);
        List<Row> rows = new ArrayList<>();
        for (int size : sizes) {
            Path collection = Files.createDirectory(folder.resolve("benchmark-" + size));
            try {
                rows.add(measure(size, dimension, collection, progress));
            } finally {
                remove(collection);
            }
        }
        return List.copyOf(rows);
    }

    private Row measure(int size, int dimension, Path folder, PrintStream progress)
            throws IOException, IndexUnavailableException, IndexMismatchException, IndexCorruptException {
        EmbeddingSpace space = new EmbeddingSpace("synthetic", "seed " + SEED, dimension, Metric.COSINE);
        ClusteredVectors vectors = new ClusteredVectors(size, dimension, SEED);
        List<float[]> questions = IntStream.range(0, QUESTIONS)
                .mapToObj(q -> vectors.question((int) ((long) q * size / QUESTIONS))).toList();
        NearestByScan truth = new NearestByScan(questions, LIMIT);
        double upsertsPerSecond;
        Duration merges;
        double[] millis;
        double recall;
        SegmentLayout layout;
        try (EmbeddedIndex index = EmbeddedIndex.open(folder, space, options)) {
            upsertsPerSecond = fill(index, vectors, size, truth, progress);
            long start = System.nanoTime();
            index.awaitMerges();
            merges = Duration.ofNanos(System.nanoTime() - start);
            layout = index.layout();
            recall = recall(index, questions, truth);
            millis = ask(index, questions);
        }
        long start = System.nanoTime();
        try (EmbeddedIndex index = EmbeddedIndex.open(folder, space, options)) {
            index.search(questions.get(0), LIMIT);
            double reopen = (System.nanoTime() - start) / 1e6;
            return new Row(size, dimension, upsertsPerSecond, merges, percentile(millis, 50), percentile(millis, 99),
                    layout.segments(), layout.vectorsInGraphs(), recall, bytes(folder), reopen);
        }
    }

    private static double fill(EmbeddedIndex index, ClusteredVectors vectors, int size, NearestByScan truth, PrintStream progress)
            throws IndexUnavailableException {
        long nanos = 0;
        for (int first = 0; first < size; first += BATCH) {
            List<IndexEntry> batch = new ArrayList<>(BATCH);
            for (int number = first; number < Math.min(size, first + BATCH); number++) {
                float[] vector = vectors.vector(number);
                truth.add(number, vector);
                batch.add(IndexEntry.original(picture(number), "none", vector));
            }
            long start = System.nanoTime();
            index.upsert(batch);
            nanos += System.nanoTime() - start;
            if (first / 10_000 != (first + BATCH) / 10_000) {
                progress.printf("%,d of %,d vectors, %,.0f a second%n", first + batch.size(), size, (first + batch.size()) / (nanos / 1e9));
            }
        }
        return size / (nanos / 1e9);
    }

    private static SourcePicture picture(int number) {
        String name = number + ".jpg";
        return new SourcePicture(ImageId.of(name.getBytes(StandardCharsets.UTF_8)), name, "archive/" + name, 1_920, 1_080, 500_000,
                Instant.EPOCH, Optional.empty());
    }

    private static double recall(EmbeddedIndex index, List<float[]> questions, NearestByScan truth) throws IndexUnavailableException {
        long found = 0;
        long all = 0;
        for (int q = 0; q < questions.size(); q++) {
            Set<String> names = Set.copyOf(index.search(questions.get(q), LIMIT).stream().map(hit -> hit.source().name()).toList());
            Set<Integer> nearest = truth.numbers(q);
            found += nearest.stream().filter(number -> names.contains(number + ".jpg")).count();
            all += nearest.size();
        }
        return (double) found / all;
    }

    private static double[] ask(EmbeddedIndex index, List<float[]> questions) throws IndexUnavailableException {
        double[] millis = new double[TIMED];
        for (int i = -WARM_UP; i < TIMED; i++) {
            long start = System.nanoTime();
            index.search(questions.get(Math.floorMod(i, questions.size())), LIMIT);
            if (i >= 0) {
                millis[i] = (System.nanoTime() - start) / 1e6;
            }
        }
        Arrays.sort(millis);
        return millis;
    }

    /** By nearest rank. */
    private static double percentile(double[] sorted, int percent) {
        return sorted[(int) Math.ceil(percent / 100.0 * sorted.length) - 1];
    }

    private static long bytes(Path folder) throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
