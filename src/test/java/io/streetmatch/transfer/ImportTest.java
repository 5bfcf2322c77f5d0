package io.streetmatch.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streetmatch.MilvusServer;
import io.streetmatch.embed.EmbeddingSpace;
import io.streetmatch.index.EmbeddedIndex;
import io.streetmatch.index.EmbeddedIndexOptions;
import io.streetmatch.index.IndexEntry;
import io.streetmatch.index.IndexSize;
import io.streetmatch.index.MilvusIndex;
import io.streetmatch.index.MilvusOptions;
import io.streetmatch.index.VectorIndex;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From index to index and back, to the last float. */
class ImportTest {

    private static final int PICTURES = 3_000;
    private static final int DIMENSION = 32;
    private static final EmbeddingSpace SPACE = CollectionSamples.space(DIMENSION);

    @TempDir
    private Path folder;

    private VectorIndex embedded(String name) throws Exception {
        return EmbeddedIndex.open(folder.resolve(name), SPACE, EmbeddedIndexOptions.DEFAULT);
    }

    private static byte[] export(VectorIndex index) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CollectionWriter writer = new CollectionWriter(bytes, new CollectionHeader(index.space(), 0, Instant.now()));
        index.scan(entry -> {
            try {
                writer.write(entry);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        writer.finish();
        return bytes.toByteArray();
    }

    private static Import.Outcome fill(VectorIndex index, byte[] file) throws Exception {
        return new Import(new CollectionReader(new ByteArrayInputStream(file), "moved.streetmatch"), index).run(done -> {});
    }

    /** Everything of each entry, in a form that is compared quickly. */
    private static Stream<String> texts(Stream<IndexEntry> entries) {
        return entries.map(entry -> "%s %s %s %s %s".formatted(entry.source(), entry.variant(), entry.edit(), entry.recipe(),
                Arrays.toString(entry.vector()))).sorted();
    }

    private static void assertHolds(VectorIndex index, List<IndexEntry> expected) throws Exception {
        List<IndexEntry> all = new ArrayList<>();
        index.scan(all::add);
        assertThat(texts(all.stream())).containsExactlyElementsOf(texts(expected.stream()).toList());
    }

    @Test
    void movesACollectionToMilvusAndBackToTheLastFloat() throws Exception {
        MilvusOptions options = MilvusOptions.at(MilvusServer.shared().uri())
                .withCollection("moved_" + UUID.randomUUID().toString().replace("-", ""));
        List<IndexEntry> entries = CollectionSamples.entries(PICTURES, DIMENSION).toList();
        assertThat(MilvusIndex.spaceOf(options)).isEmpty();
        try (VectorIndex first = embedded("first"); VectorIndex milvus = MilvusIndex.open(options, SPACE); VectorIndex second = embedded("second")) {
            first.upsert(entries);

            Import.Outcome there = fill(milvus, export(first));
            Import.Outcome back = fill(second, export(milvus));

            assertThat(List.of(there, back)).allSatisfy(outcome -> {
                assertThat(outcome.isComplete()).isTrue();
                assertThat(outcome.file()).isEqualTo(new CollectionCounts(PICTURES, PICTURES * 3 / 2));
                assertThat(outcome.before()).isEqualTo(new IndexSize(0, 0));
                assertThat(outcome.after()).isEqualTo(new IndexSize(PICTURES, PICTURES * 3 / 2));
                assertThat(outcome.compared()).isEqualTo(1_000);
            });
            assertHolds(second, entries);
            assertThat(MilvusIndex.spaceOf(options)).contains(SPACE);
        }
    }

    @Test
    void goesOnAfterAnInterruptionAndReplacesWhatIsThere() throws Exception {
        byte[] file = CollectionSamples.file(PICTURES, DIMENSION);
        List<IndexEntry> entries = CollectionSamples.entries(PICTURES, DIMENSION).toList();
        try (VectorIndex index = embedded("index")) {
            IndexEntry old = entries.get(0);
            index.upsert(List.of(new IndexEntry(old.source(), old.variant(), "", "older", entries.get(9).vector()),
                    new IndexEntry(old.source(), "blurred_0", "GaussianBlur(sigma=2)", "older", entries.get(10).vector())));
            assertThatThrownBy(() -> fill(index, Arrays.copyOf(file, file.length / 2))).isInstanceOf(CollectionFileException.class);
            assertThat(index.size().entries()).isBetween(1_000L, 4_000L);

            Import.Outcome outcome = fill(index, file);

            assertThat(outcome.isComplete()).isTrue();
            assertHolds(index, entries);
        }
    }

    @Test
    void leavesOtherPicturesOfTheIndexAlone() throws Exception {
        List<IndexEntry> entries = CollectionSamples.entries(30, DIMENSION).toList();
        try (VectorIndex index = embedded("index")) {
            index.upsert(entries);
            Import.Outcome outcome = fill(index, CollectionSamples.file(10, DIMENSION));

            assertThat(outcome.before()).isEqualTo(outcome.after()).isEqualTo(new IndexSize(30, 45));
            assertThat(outcome.isComplete()).isTrue();
        }
    }

    @Test
    void tellsEntriesThatAreNotTheSame() throws Exception {
        List<IndexEntry> entries = CollectionSamples.entries(4, DIMENSION).toList();
        Sample sample = new Sample();
        entries.forEach(sample::offer);
        try (VectorIndex index = embedded("index")) {
            float[] other = entries.get(2).vector().clone();
            other[5] = Math.nextUp(other[5]);
            index.upsert(List.of(entries.get(0), entries.get(1),
                    new IndexEntry(entries.get(2).source(), entries.get(2).variant(), "", entries.get(2).recipe(), other), entries.get(3)));

            assertThat(sample.differentIn(index)).containsExactlyInAnyOrder(entries.get(2).key(), entries.get(4).key(), entries.get(5).key());
        }
    }
}
