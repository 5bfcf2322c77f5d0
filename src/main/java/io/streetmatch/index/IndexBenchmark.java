package io.streetmatch.index;

import io.streetmatch.embed.EmbeddingSpace;
import io.streetmatch.embed.Metric;
import io.streetmatch.image.ImageId;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;

/** How fast indexes are on this machine, how much of the truth they find, and what they take, with {@link ClusteredVectors}. */
public final class IndexBenchmark {

    private static final int QUESTIONS = 200;
    private static final int WARM_UP = 200;
    private static final int TIMED = 1_000;
    private static final int LIMIT = 10;
    private static final int PROGRESS = 10_000;
    private static final long SEED = 7;

    /**
     * What was measured of one index at one size.
     *
     * @param index its kind
     * @param vectors in the collection
     * @param dimension of each
     * @param upsertsPerSecond each batch durable and visible, on one thread
     * @param settling how long the index went on building after the last upsert
     * @param questionP50Millis median time of a search for 10, on one thread, building done
     * @param questionP99Millis 99th percentile of the same
     * @param recallAt10 part of the true 10 nearest that was found, 0 to 1
     * @param memoryBytes resident memory of the process that searches, right after the questions; empty where it cannot be seen from here
     * @param diskBytes on disk; empty where it cannot be seen from here
     * @param reopenMillis to open the index anew and answer the first question
     */
    public record Row(String index, int vectors, int dimension, double upsertsPerSecond, Duration settling, double questionP50Millis,
            double questionP99Millis, double recallAt10, OptionalLong memoryBytes, OptionalLong diskBytes, double reopenMillis) {}

    private final int batch;

    /** @param batch vectors an upsert, at least 1 */
    public IndexBenchmark(int batch) {
        this.batch = batch;
    }

    /**
     * Measures indexes with the same vectors and questions, one after the other.
     *
     * @param indexes each is filled and then removed
     * @param size vectors in each, at least 1
     * @param dimension of the vectors
     * @param progress where a line is written now and then
     * @throws IOException when a folder cannot be used
     * @throws IndexUnavailableException when an index cannot be written or asked
     */
    public List<Row> run(List<BenchmarkedIndex> indexes, int size, int dimension, PrintStream progress)
            throws IOException, IndexUnavailableException, IndexMismatchException, IndexCorruptException {
        ClusteredVectors vectors = new ClusteredVectors(size, dimension, SEED);
        List<float[]> questions = IntStream.range(0, QUESTIONS)
                .mapToObj(q -> vectors.question((int) ((long) q * size / QUESTIONS))).toList();
        NearestByScan truth = new NearestByScan(questions, LIMIT);
        for (int number = 0; number < size; number++) {
            truth.add(number, vectors.vector(number));
        }
        List<Row> rows = new ArrayList<>();
        for (BenchmarkedIndex index : indexes) {
            try {
                rows.add(measure(index, size, vectors, questions, truth, progress));
            } finally {
                index.remove();
            }
        }
        return List.copyOf(rows);
    }

    private Row measure(BenchmarkedIndex subject, int size, ClusteredVectors vectors, List<float[]> questions, NearestByScan truth,
            PrintStream progress) throws IOException, IndexUnavailableException, IndexMismatchException, IndexCorruptException {
        int dimension = questions.get(0).length;
        EmbeddingSpace space = new EmbeddingSpace("synthetic", "seed " + SEED, dimension, Metric.COSINE);
        double upsertsPerSecond;
        Duration settling;
        double[] millis;
        double recall;
        OptionalLong memory;
        OptionalLong disk;
        try (VectorIndex index = subject.open(space)) {
            upsertsPerSecond = fill(index, vectors, size, progress);
            long start = System.nanoTime();
            subject.settle();
            settling = Duration.ofNanos(System.nanoTime() - start);
            recall = recall(index, questions, truth);
            millis = ask(index, questions);
            memory = subject.memory();
            disk = subject.disk();
        }
        long start = System.nanoTime();
        try (VectorIndex index = subject.open(space)) {
            index.search(questions.get(0), LIMIT);
            double reopen = (System.nanoTime() - start) / 1e6;
            return new Row(index.kind(), size, dimension, upsertsPerSecond, settling, percentile(millis, 50), percentile(millis, 99), recall,
                    memory, disk, reopen);
        }
    }

    private double fill(VectorIndex index, ClusteredVectors vectors, int size, PrintStream progress) throws IndexUnavailableException {
        long nanos = 0;
        for (int first = 0; first < size; first += batch) {
            List<IndexEntry> entries = new ArrayList<>(batch);
            for (int number = first; number < Math.min(size, first + batch); number++) {
                entries.add(IndexEntry.original(picture(number), "none", vectors.vector(number)));
            }
            long start = System.nanoTime();
            index.upsert(entries);
            nanos += System.nanoTime() - start;
            if (first / PROGRESS != (first + batch) / PROGRESS) {
                progress.printf("%s: %,d of %,d vectors, %,.0f a second%n", index.kind(), first + entries.size(), size,
                        (first + entries.size()) / (nanos / 1e9));
            }
        }
        return size / (nanos / 1e9);
    }

    private static SourcePicture picture(int number) {
        String name = number + ".jpg";
        return new SourcePicture(ImageId.of(name.getBytes(StandardCharsets.UTF_8)), name, "archive/" + name, 1_920, 1_080, 500_000,
                Instant.EPOCH, Optional.empty());
    }

    private static double recall(VectorIndex index, List<float[]> questions, NearestByScan truth) throws IndexUnavailableException {
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

    private static double[] ask(VectorIndex index, List<float[]> questions) throws IndexUnavailableException {
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
}
