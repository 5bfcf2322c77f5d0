package io.streetmatch.index;

import static io.streetmatch.index.Samples.DIMENSION;
import static io.streetmatch.index.Samples.entry;
import static io.streetmatch.index.Samples.id;
import static io.streetmatch.index.Samples.picture;
import static io.streetmatch.index.Samples.random;
import static io.streetmatch.index.Samples.space;
import static io.streetmatch.index.Samples.variant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.streetmatch.embed.EmbeddingSpace;
import io.streetmatch.embed.Metric;
import io.streetmatch.image.ImageId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link VectorIndex} does, wherever it keeps its vectors. */
abstract class VectorIndexContract extends GroupingContract {

    /** The most that a value may differ from the one computed in double precision. */
    protected abstract double tolerance();

    private static float[] axis(int axis, float length) {
        float[] vector = new float[DIMENSION];
        vector[axis] = length;
        return vector;
    }

    @Test
    void findsNothingWhileEmpty() throws Exception {
        VectorIndex index = open(Metric.COSINE);

        assertThat(index.search(axis(0, 1), 5)).isEmpty();
        assertThat(index.find(id("a.jpg"))).isEmpty();
        assertThat(index.size()).isEqualTo(new IndexSize(0, 0));
    }

    @Test
    void showsEveryFieldRightAfterUpsert() throws Exception {
        VectorIndex index = open(Metric.COSINE);
        index.upsert(List.of(entry("a.jpg", axis(0, 1)), variant("a.jpg", "rotate-90", axis(1, 1))));

        assertThat(index.search(axis(1, 1), 1)).containsExactly(new Neighbour(picture("a.jpg"), "rotate-90", "Rotate(angle=rotate-90)", 0, 1));
        assertThat(index.find(id("a.jpg"))).contains(picture("a.jpg"));
        assertThat(index.size()).isEqualTo(new IndexSize(1, 2));
    }

    @Test
    void keepsEverythingWhenReopened() throws Exception {
        VectorIndex index = open(Metric.COSINE);
        List<IndexEntry> entries = random(50, DIMENSION, 1);
        index.upsert(entries);
        index.close();

        VectorIndex reopened = open(Metric.COSINE);
        assertThat(reopened.size()).isEqualTo(new IndexSize(50, 50));
        for (IndexEntry entry : entries) {
            assertThat(reopened.search(entry.vector(), 1).get(0).source()).isEqualTo(entry.source());
        }
        reopened.upsert(random(5, DIMENSION, 2));
        assertThat(reopened.size()).isEqualTo(new IndexSize(55, 55));
    }

    @Test
    void replacesTheEntryWithTheSameKey() throws Exception {
        VectorIndex index = open(Metric.L2);
        index.upsert(List.of(entry("a.jpg", axis(0, 1))));
        index.upsert(List.of(entry("a.jpg", axis(0, 3))));

        assertThat(index.search(axis(0, 3), 5)).singleElement().extracting(Neighbour::distance).isEqualTo(0.0);
        assertThat(index.size()).isEqualTo(new IndexSize(1, 1));
    }

    @Test
    void takesTheLastOfEqualKeysInABatch() throws Exception {
        VectorIndex index = open(Metric.L2);
        index.upsert(List.of(entry("a.jpg", axis(0, 1)), entry("b.jpg", axis(1, 1)), entry("a.jpg", axis(0, 3))));

        assertThat(index.search(axis(0, 3), 1).get(0).distance()).isZero();
        assertThat(index.size()).isEqualTo(new IndexSize(2, 2));
    }

    @Test
    void takesAnEmptyBatch() throws Exception {
        VectorIndex index = open(Metric.L2);
        index.upsert(List.of());
        index.delete(List.of());

        assertThat(index.size()).isEqualTo(new IndexSize(0, 0));
    }

    @Test
    void keepsNamesOfAnyScript() throws Exception {
        VectorIndex index = open(Metric.COSINE);
        String name = "Zürich/улица-東京-😀 \"quoted\" 'n\tone'.jpg";
        index.upsert(List.of(entry(name, axis(0, 1))));
        index.close();

        assertThat(open(Metric.COSINE).search(axis(0, 1), 1).get(0).source()).isEqualTo(picture(name));
    }

    @Test
    void deletesAllVariantsForGood() throws Exception {
        VectorIndex index = open(Metric.COSINE);
        index.upsert(List.of(entry("a.jpg", axis(0, 1)), variant("a.jpg", "blur", axis(0, 1)), entry("b.jpg", axis(1, 1))));
        index.delete(List.of(id("a.jpg"), id("never-seen.jpg")));

        assertThat(index.search(axis(0, 1), 5)).extracting(hit -> hit.source().name()).containsExactly("b.jpg");
        assertThat(index.find(id("a.jpg"))).isEmpty();
        assertThat(index.size()).isEqualTo(new IndexSize(1, 1));
        index.close();
        assertThat(open(Metric.COSINE).size()).isEqualTo(new IndexSize(1, 1));
    }

    @Test
    void handsOutEveryEntryWithItsVector() throws Exception {
        VectorIndex index = open(Metric.L2);
        List<IndexEntry> entries = new ArrayList<>(random(30, DIMENSION, 11));
        entries.add(variant("a.jpg", "blur", axis(0, 1)));
        index.upsert(entries);
        index.upsert(random(3, DIMENSION, 12));
        index.delete(random(3, DIMENSION, 12).stream().map(entry -> entry.source().id()).toList());
        index.upsert(entries.subList(0, 5));

        List<IndexEntry> seen = new ArrayList<>();
        index.scan(seen::add);

        assertThat(seen).usingRecursiveFieldByFieldElementComparator().containsExactlyInAnyOrderElementsOf(entries);
    }

    @Test
    void countsPicturesOfOtherRecipes() throws Exception {
        VectorIndex index = open(Metric.L2);
        index.upsert(List.of(entry("a.jpg", axis(0, 1)), variant("a.jpg", "blur", axis(0, 1)), entry("b.jpg", axis(1, 1)),
                IndexEntry.original(picture("c.jpg"), "newer", axis(2, 1))));

        assertThat(index.outdated("newer")).isEqualTo(2);
        assertThat(index.outdated(Samples.RECIPE)).isEqualTo(1);
    }

    @Test
    void leavesNoVariantsOfAFormerRecipe() throws Exception {
        VectorIndex index = open(Metric.L2);
        index.upsert(List.of(entry("a.jpg", axis(0, 1)), variant("a.jpg", "blur", axis(1, 1)), variant("a.jpg", "flip", axis(2, 1)),
                entry("b.jpg", axis(3, 1)), variant("b.jpg", "blur", axis(4, 1))));

        index.upsert(List.of(IndexEntry.original(picture("a.jpg"), "newer", axis(0, 1)),
                new IndexEntry(picture("a.jpg"), "flip", "HorizontalFlip()", "newer", axis(5, 1)),
                new IndexEntry(picture("a.jpg"), "crop", "Crop()", "newer", axis(6, 1))));

        assertThat(index.entries(List.of(id("a.jpg")))).extracting(IndexEntry::variant).containsExactlyInAnyOrder("original", "flip", "crop");
        assertThat(index.entries(List.of(id("b.jpg")))).extracting(IndexEntry::variant).containsExactlyInAnyOrder("original", "blur");
        assertThat(index.size()).isEqualTo(new IndexSize(2, 5));
        index.upsert(List.of(new IndexEntry(picture("b.jpg"), "crop", "Crop()", "newer", axis(6, 1))));
        assertThat(index.size()).as("a variant alone takes nothing away").isEqualTo(new IndexSize(2, 6));
    }

    @Test
    void looksManyPicturesUpAtOnce() throws Exception {
        VectorIndex index = open(Metric.COSINE);
        List<IndexEntry> entries = new ArrayList<>(random(450, DIMENSION, 13));
        entries.add(variant("picture-13-7", "blur", axis(0, 1)));
        entries.add(variant("never stored itself", "blur", axis(0, 1)));
        index.upsert(entries);
        List<StoredPicture> stored = entries.subList(0, 450).stream().map(entry -> new StoredPicture(entry.source(), Samples.RECIPE)).toList();

        List<StoredPicture> all = new ArrayList<>();
        index.pictures(all::add);

        assertThat(all).containsExactlyInAnyOrderElementsOf(stored);
        List<ImageId> asked = entries.subList(0, 440).stream().map(entry -> entry.source().id()).collect(Collectors.toList());
        asked.addAll(List.of(id("not there"), id("never stored itself")));
        assertThat(index.find(asked)).containsExactlyInAnyOrderElementsOf(stored.subList(0, 440));
        assertThat(index.entries(asked)).hasSize(442);
        assertThat(index.find(List.of())).isEmpty();
        assertThat(index.entries(List.of())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void keepsVectorsToTheBitFromIndexToIndex(Metric metric) throws Exception {
        VectorIndex index = open(space(512, metric));
        List<IndexEntry> entries = random(50, 512, 14);
        index.upsert(entries);
        List<ImageId> ids = entries.stream().map(entry -> entry.source().id()).toList();

        List<IndexEntry> stored = index.entries(ids);
        index.upsert(stored);

        assertThat(index.entries(ids)).usingRecursiveFieldByFieldElementComparator().containsExactlyInAnyOrderElementsOf(stored);
    }

    @Test
    void passesOnWhatAVisitorThrows() throws Exception {
        VectorIndex index = open(Metric.L2);
        index.upsert(random(3, DIMENSION, 15));
        IllegalStateException mine = new IllegalStateException("mine");

        assertThatThrownBy(() -> index.scan(entry -> {
            throw mine;
        })).isSameAs(mine);
    }

    @Test
    void findsOnlyOriginals() throws Exception {
        VectorIndex index = open(Metric.COSINE);
        index.upsert(List.of(variant("a.jpg", "blur", axis(0, 1))));

        assertThat(index.find(id("a.jpg"))).isEmpty();
        assertThat(index.size()).isEqualTo(new IndexSize(0, 1));
    }

    @Test
    void ordersEqualDistancesById() throws Exception {
        VectorIndex index = open(Metric.COSINE);
        List<IndexEntry> same = IntStream.range(0, 20).mapToObj(i -> entry("same-" + i, axis(2, i + 1))).toList();
        for (IndexEntry entry : same) {
            index.upsert(List.of(entry));
        }
        index.upsert(List.of(entry("other", axis(3, 1))));

        List<Neighbour> hits = index.search(axis(2, 1), 7);
        assertThat(hits).extracting(hit -> IndexEntry.key(hit.source().id(), hit.variant()))
                .containsExactlyElementsOf(same.stream().map(IndexEntry::key).sorted().limit(7).toList());
        assertThat(hits).extracting(Neighbour::distance).containsOnly(0.0);
    }

    @Test
    void ordersTheOriginalBeforeVariantsThatAreNoFarther() throws Exception {
        VectorIndex index = open(Metric.COSINE);
        index.upsert(List.of(variant("a.jpg", "0_rotated_0", axis(1, 1)), entry("a.jpg", axis(1, 1)), variant("a.jpg", "1_rotated_0", axis(1, 1))));

        assertThat(index.search(axis(1, 1), 3)).extracting(Neighbour::variant)
                .containsExactly(IndexEntry.ORIGINAL, "0_rotated_0", "1_rotated_0");
    }

    @ParameterizedTest
    @EnumSource
    void ordersAndValuesAsTheMetricSays(Metric metric) throws Exception {
        VectorIndex index = open(metric);
        List<IndexEntry> entries = random(300, DIMENSION, 3);
        for (int i = 0; i < entries.size(); i += 50) {
            index.upsert(entries.subList(i, i + 50));
        }
        float[] query = Samples.vector(DIMENSION, new Random(4));

        List<Neighbour> hits = index.search(query, 10);

        List<IndexEntry> expected = entries.stream()
                .sorted(Comparator.comparingDouble(entry -> distance(metric, query, entry.vector()))).limit(10).toList();
        assertThat(hits).extracting(Neighbour::source).containsExactlyElementsOf(expected.stream().map(IndexEntry::source).toList());
        for (int i = 0; i < hits.size(); i++) {
            double distance = distance(metric, query, expected.get(i).vector());
            assertThat(hits.get(i).distance()).isCloseTo(distance, within(tolerance()));
            assertThat(hits.get(i).similarity()).isCloseTo(similarity(metric, distance), within(tolerance()));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"L2", "COSINE"})
    void findsAVectorAtNoDistanceFromItself(Metric metric) throws Exception {
        VectorIndex index = open(metric);
        List<IndexEntry> entries = random(100, DIMENSION, 5);
        index.upsert(entries);

        for (IndexEntry entry : entries) {
            assertThat(index.search(entry.vector(), 1)).containsExactly(new Neighbour(entry.source(), IndexEntry.ORIGINAL, "", 0, 1));
        }
    }

    private static double similarity(Metric metric, double distance) {
        return switch (metric) {
            case L2 -> 1 / (1 + distance * distance);
            case COSINE -> 1 - distance;
            case IP -> -distance;
        };
    }

    @Test
    void givesTheZeroVectorNoSimilarityUnderCosine() throws Exception {
        VectorIndex index = open(Metric.COSINE);
        index.upsert(List.of(entry("black.jpg", axis(0, 0)), entry("opposite.jpg", axis(0, -1))));

        assertThat(index.search(axis(0, 1), 5)).extracting(Neighbour::similarity).containsExactly(0.0, -1.0);
        assertThat(index.search(axis(0, 0), 5)).extracting(Neighbour::similarity).containsOnly(0.0);
    }

    @Test
    void refusesWhatIsNoVectorOfItsSpaceAndStoresNothingOfTheBatch() throws Exception {
        VectorIndex index = open(Metric.COSINE);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> index.upsert(List.of(entry("good.jpg", axis(0, 1)), entry("short.jpg", 1, 2, 3))))
                .withMessageContaining(id("short.jpg").hex()).withMessageContaining("3").withMessageContaining("8");
        assertThatIllegalArgumentException().isThrownBy(() -> index.upsert(List.of(entry("nan.jpg", axis(0, Float.NaN)))));
        assertThatIllegalArgumentException().isThrownBy(() -> index.search(new float[] {1, 2, 3}, 5));
        assertThatIllegalArgumentException().isThrownBy(() -> index.search(axis(0, 1), 0));
        assertThat(index.size()).isEqualTo(new IndexSize(0, 0));
    }

    @Test
    void refusesAnotherSpace() throws Exception {
        open(Metric.COSINE).close();

        List<EmbeddingSpace> others = List.of(
                new EmbeddingSpace("other", "beef", DIMENSION, Metric.COSINE),
                new EmbeddingSpace("street", "f00d", DIMENSION + 1, Metric.COSINE),
                new EmbeddingSpace("street", "f00d", DIMENSION, Metric.L2));
        for (EmbeddingSpace other : others) {
            assertThatThrownBy(() -> open(other)).isInstanceOf(IndexMismatchException.class)
                    .hasMessageContaining("street").hasMessageContaining("f00d")
                    .hasMessageContaining(other.fingerprint()).hasMessageContaining(other.metric().name());
        }
        open(new EmbeddingSpace("renamed", "f00d", DIMENSION, Metric.COSINE));
    }

    @ParameterizedTest
    @CsvSource({"512, L2", "512, COSINE", "512, IP", "1280, L2", "1280, COSINE", "1280, IP"})
    void takesVectorsOfTheModelsDimensions(int dimension, Metric metric) throws Exception {
        VectorIndex index = open(space(dimension, metric));
        List<IndexEntry> entries = random(30, dimension, 6);
        index.upsert(entries);

        Neighbour first = index.search(entries.get(17).vector(), 1).get(0);
        assertThat(first.source()).isEqualTo(entries.get(17).source());
        // A question and a stored vector that are the same are rounded the same.
        double distance = distance(metric, entries.get(17).vector(), entries.get(17).vector());
        assertThat(first.distance()).isCloseTo(distance, within(Math.max(1, Math.abs(distance)) * 1e-6));
    }

    @Test
    void servesWritersAndSearchersAtOnce() throws Exception {
        VectorIndex index = open(Metric.COSINE);
        int writers = 4;
        int batches = 15;
        AtomicInteger writing = new AtomicInteger(writers);
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int w = 0; w < writers; w++) {
            long seed = 100 + w;
            tasks.add(() -> {
                try {
                    List<IndexEntry> entries = random(batches * 4, DIMENSION, seed);
                    for (int i = 0; i < entries.size(); i += 4) {
                        index.upsert(entries.subList(i, i + 4));
                        assertThat(index.search(entries.get(i).vector(), 1).get(0).source()).isEqualTo(entries.get(i).source());
                    }
                    return entries.size();
                } finally {
                    writing.decrementAndGet();
                }
            });
        }
        tasks.add(() -> {
            long before = 0;
            do {
                long now = index.size().entries();
                assertThat(now).isGreaterThanOrEqualTo(before);
                assertThat(index.search(axis(0, 1), 10)).hasSizeLessThanOrEqualTo(10).doesNotHaveDuplicates();
                before = now;
            } while (writing.get() > 0);
            return 0;
        });
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            int stored = 0;
            for (Future<Integer> task : threads.invokeAll(tasks)) {
                stored += task.get();
            }
            assertThat(index.size()).isEqualTo(new IndexSize(stored, stored));
        } finally {
            threads.shutdownNow();
        }
    }
}
