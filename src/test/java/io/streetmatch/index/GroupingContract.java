package io.streetmatch.index;

import static io.streetmatch.index.Samples.DIMENSION;
import static io.streetmatch.index.Samples.entry;
import static io.streetmatch.index.Samples.space;
import static io.streetmatch.index.Samples.variant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.streetmatch.embed.EmbeddingSpace;
import io.streetmatch.embed.Metric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One hit a picture, the same ones whoever groups them. */
abstract class GroupingContract {

    private static final int PICTURES = 40;
    private static final int CROWD = 60;

    private final List<VectorIndex> opened = new ArrayList<>();

    /** Opens this test's collection for a space: empty at first, afterwards with what is in it. */
    protected abstract VectorIndex openCollection(EmbeddingSpace space) throws Exception;

    VectorIndex open(EmbeddingSpace space) throws Exception {
        VectorIndex index = openCollection(space);
        opened.add(index);
        return index;
    }

    VectorIndex open(Metric metric) throws Exception {
        return open(space(metric));
    }

    @AfterEach
    void closeAll() {
        opened.forEach(VectorIndex::close);
    }

    @ParameterizedTest
    @EnumSource
    void findsTheNearestPicturesEachOnceByItsNearestEntry(Metric metric) throws Exception {
        VectorIndex index = open(metric);
        Random random = new Random(21);
        List<IndexEntry> entries = new ArrayList<>();
        for (int picture = 0; picture < PICTURES; picture++) {
            float[] original = Samples.vector(DIMENSION, random);
            entries.add(entry("picture-" + picture, original));
            // So many near one picture that the nearest entries are all of it.
            for (int variant = 0; variant < (picture == 0 ? CROWD : picture % 7); variant++) {
                entries.add(variant("picture-" + picture, "edit-" + variant, near(original, random)));
            }
        }
        index.upsert(entries);

        List<float[]> questions = new ArrayList<>(List.of(near(entries.get(0).vector(), random), entries.get(0).vector()));
        for (int i = 0; i < 10; i++) {
            questions.add(Samples.vector(DIMENSION, random));
        }
        for (float[] question : questions) {
            assertThat(keys(index.searchPictures(question, 5))).containsExactlyElementsOf(nearestPictures(metric, question, entries, 5));
            assertThat(keys(index.searchPictures(question, PICTURES + 5))).hasSize(PICTURES)
                    .startsWith(keys(index.searchPictures(question, 5)).toArray(String[]::new));
        }
    }

    @Test
    void ordersPicturesAtOneDistanceByIdAndPrefersTheOriginal() throws Exception {
        VectorIndex index = open(Metric.L2);
        List<IndexEntry> entries = new ArrayList<>();
        for (int picture = 0; picture < 20; picture++) {
            float[] same = {1, 2, 3, 4, 5, 6, 7, 8};
            entries.addAll(List.of(variant("same-" + picture, "a", same), entry("same-" + picture, same), variant("same-" + picture, "b", same)));
        }
        index.upsert(entries);

        List<Neighbour> hits = index.searchPictures(new float[DIMENSION], 7);
        assertThat(keys(hits)).containsExactlyElementsOf(
                entries.stream().filter(one -> one.variant().equals(IndexEntry.ORIGINAL)).map(IndexEntry::key).sorted().limit(7).toList());
    }

    @Test
    void findsNoPictureWhileEmptyAndRefusesWhatIsNoQuestion() throws Exception {
        VectorIndex index = open(Metric.COSINE);

        assertThat(index.searchPictures(new float[] {1, 0, 0, 0, 0, 0, 0, 0}, 5)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> index.searchPictures(new float[] {1, 2, 3}, 5));
        assertThatIllegalArgumentException().isThrownBy(() -> index.searchPictures(new float[DIMENSION], 0));
    }

    private static float[] near(float[] vector, Random random) {
        float[] moved = vector.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += (float) (0.05 * random.nextGaussian());
        }
        return moved;
    }

    private static List<String> keys(List<Neighbour> hits) {
        return hits.stream().map(hit -> IndexEntry.key(hit.source().id(), hit.variant())).toList();
    }

    /** By looking at every entry. */
    private static List<String> nearestPictures(Metric metric, float[] question, List<IndexEntry> entries, int limit) {
        List<String> keys = new ArrayList<>();
        List<SourcePicture> seen = new ArrayList<>();
        entries.stream().sorted(Comparator.comparingDouble(entry -> distance(metric, question, entry.vector()))).forEach(entry -> {
            if (seen.size() < limit && !seen.contains(entry.source())) {
                seen.add(entry.source());
                keys.add(entry.key());
            }
        });
        return keys;
    }

    /** As {@link Metric} defines it. */
    static double distance(Metric metric, float[] a, float[] b) {
        double squared = 0;
        double product = 0;
        double lengthA = 0;
        double lengthB = 0;
        for (int i = 0; i < a.length; i++) {
            squared += Math.pow((double) a[i] - b[i], 2);
            product += (double) a[i] * b[i];
            lengthA += (double) a[i] * a[i];
            lengthB += (double) b[i] * b[i];
        }
        return switch (metric) {
            case L2 -> Math.sqrt(squared);
            case COSINE -> 1 - product / Math.sqrt(lengthA) / Math.sqrt(lengthB);
            case IP -> -product;
        };
    }
}
