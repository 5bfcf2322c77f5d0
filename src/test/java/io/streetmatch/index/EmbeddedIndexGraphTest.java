package io.streetmatch.index;

import static io.streetmatch.index.Samples.random;
import static io.streetmatch.index.Samples.space;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.streetmatch.embed.EmbeddingSpace;
import io.streetmatch.embed.Metric;
import io.streetmatch.image.ImageId;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.lucene.index.TieredMergePolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Collections that are large enough for HNSW graphs, or taken to be. */
class EmbeddedIndexGraphTest {

    private static final int DIMENSION = 32;
    private static final EmbeddingSpace SPACE = space(DIMENSION, Metric.COSINE);

    @TempDir
    private Path folder;

    private EmbeddedIndex open(int exactBelow) throws Exception {
        return EmbeddedIndex.open(folder, SPACE, EmbeddedIndexOptions.DEFAULT.withExactBelow(exactBelow));
    }

    private static void fill(EmbeddedIndex index, List<IndexEntry> entries) throws Exception {
        write(index, entries);
        index.awaitMerges();
    }

    private static void write(EmbeddedIndex index, List<IndexEntry> entries) throws Exception {
        for (int i = 0; i < entries.size(); i += 200) {
            index.upsert(entries.subList(i, Math.min(entries.size(), i + 200)));
        }
    }

    private static Set<ImageId> ids(List<Neighbour> hits) {
        return hits.stream().map(hit -> hit.source().id()).collect(toSet());
    }

    @Test
    void scansWhileTheCollectionIsSmall() throws Exception {
        try (EmbeddedIndex index = open(5_000)) {
            fill(index, random(4_000, DIMENSION, 1));

            assertThat(index.layout().vectorsInGraphs()).isZero();
            assertThat(index.size()).isEqualTo(new IndexSize(4_000, 4_000));
        }
    }

    /** And found at any time. */
    @Test
    @Timeout(120)
    void buildsTheGraphByItselfWhenTheWritingHasCeased() throws Exception {
        List<IndexEntry> entries = random(2_000, DIMENSION, 6);
        try (EmbeddedIndex index = open(1_000)) {
            write(index, entries);
            while (index.layout().vectorsInGraphs() < 2_000) {
                assertThat(index.search(entries.get(1_999).vector(), 1).get(0).source()).isEqualTo(entries.get(1_999).source());
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    @Test
    void findsNearlyAllByGraphsAndReopensThem() throws Exception {
        List<IndexEntry> entries = random(5_000, DIMENSION, 2);
        try (EmbeddedIndex index = open(1_000)) {
            fill(index, entries);
            assertThat(index.layout().vectorsInGraphs()).isGreaterThan(2_500);
        }
        try (EmbeddedIndex graphs = open(1_000); EmbeddedIndex exact = EmbeddedIndex.open(folder.resolve("exact"), SPACE,
                EmbeddedIndexOptions.DEFAULT.withExactBelow(Integer.MAX_VALUE))) {
            assertThat(graphs.layout().vectorsInGraphs()).isGreaterThan(2_500);
            fill(exact, entries);
            Random random = new Random(3);
            int found = 0;
            for (int q = 0; q < 50; q++) {
                float[] query = Samples.vector(DIMENSION, random);
                Set<ImageId> common = new HashSet<>(ids(graphs.search(query, 10)));
                common.retainAll(ids(exact.search(query, 10)));
                found += common.size();
            }
            assertThat(found / 500.0).as("recall@10").isGreaterThanOrEqualTo(0.95);
        }
    }

    /** One in twenty: more would be merged away at once, and there would be nothing left to be found by mistake. */
    @Test
    void neverFindsWhatWasDeletedInGraphs() throws Exception {
        try (EmbeddedIndex index = open(500)) {
            findsOnlyTheLiving(index);
            assertThat(index.layout().deletedInGraphs()).isPositive();
        }
    }

    @Test
    void neverFindsWhatWasDeletedByScan() throws Exception {
        try (EmbeddedIndex index = open(Integer.MAX_VALUE)) {
            findsOnlyTheLiving(index);
            assertThat(index.layout().deleted()).isPositive();
            assertThat(index.layout().graphs()).isZero();
        }
    }

    private static void findsOnlyTheLiving(EmbeddedIndex index) throws Exception {
        List<IndexEntry> entries = random(3_000, DIMENSION, 4);
        fill(index, entries);
        Set<ImageId> deleted = IntStream.range(0, 3_000).filter(i -> i % 20 == 0).mapToObj(i -> entries.get(i).source().id())
                .collect(toSet());
        index.delete(deleted);

        assertThat(index.size()).isEqualTo(new IndexSize(2_850, 2_850));
        for (IndexEntry entry : entries) {
            List<Neighbour> hits = index.search(entry.vector(), 10);
            assertThat(ids(hits)).hasSize(10).doesNotContainAnyElementsOf(deleted);
            if (!deleted.contains(entry.source().id())) {
                assertThat(hits.get(0).source()).isEqualTo(entry.source());
            }
        }
    }

    @Test
    void keepsTheNumberOfSegmentsSmall() throws Exception {
        try (EmbeddedIndex index = open(20_000)) {
            for (IndexEntry entry : random(300, DIMENSION, 5)) {
                index.upsert(List.of(entry));
            }
            index.awaitMerges();
            assertThat(index.layout().segments())
                    .isLessThanOrEqualTo(2 * new TieredMergePolicy().getMaxMergeAtOnce());
        }
    }
}
