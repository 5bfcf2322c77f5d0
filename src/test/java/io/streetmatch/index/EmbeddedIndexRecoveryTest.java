package io.streetmatch.index;

import static io.streetmatch.index.Samples.DIMENSION;
import static io.streetmatch.index.Samples.random;
import static io.streetmatch.index.Samples.space;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streetmatch.embed.EmbeddingSpace;
import io.streetmatch.embed.Metric;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Full disks, damaged files and interrupted threads. */
class EmbeddedIndexRecoveryTest {

    private static final EmbeddingSpace SPACE = space(Metric.COSINE);

    @TempDir
    private Path folder;

    private final AtomicBoolean full = new AtomicBoolean();

    private EmbeddedIndex open() throws Exception {
        return EmbeddedIndex.open(folder, SPACE, EmbeddedIndexOptions.DEFAULT.withExactBelow(1),
                path -> new FailingDirectory(path, full), true);
    }

    @Test
    void outlivesAFullDisk() throws Exception {
        List<IndexEntry> entries = random(60, DIMENSION, 1);
        try (EmbeddedIndex index = open()) {
            for (int round = 0; round < 3; round++) {
                index.upsert(entries.subList(round * 20, round * 20 + 10));
                long stored = round * 20L + 10;
                List<IndexEntry> next = entries.subList(round * 20 + 10, round * 20 + 20);

                full.set(true);
                for (int attempt = 0; attempt < 3; attempt++) {
                    assertThatThrownBy(() -> index.upsert(next)).isInstanceOf(IndexUnavailableException.class)
                            .hasMessageContaining(folder.toString()).hasMessageContaining("MiB free");
                    assertThat(index.size().entries()).isEqualTo(stored);
                    assertThat(index.search(entries.get(0).vector(), 1).get(0).source()).isEqualTo(entries.get(0).source());
                }
                full.set(false);
                index.upsert(next);
                assertThat(index.size().entries()).isEqualTo(stored + 10);
            }
        }
        try (EmbeddedIndex index = open()) {
            assertThat(index.size()).isEqualTo(new IndexSize(60, 60));
            for (IndexEntry entry : entries) {
                assertThat(index.search(entry.vector(), 1).get(0).source()).isEqualTo(entry.source());
            }
        }
    }

    @Test
    void keepsWhatWasStoredWhenClosedOnAFullDisk() throws Exception {
        List<IndexEntry> entries = random(20, DIMENSION, 2);
        try (EmbeddedIndex index = open()) {
            index.upsert(entries.subList(0, 10));
            full.set(true);
            assertThatThrownBy(() -> index.upsert(entries.subList(10, 20))).isInstanceOf(IndexUnavailableException.class);
        }
        full.set(false);
        try (EmbeddedIndex index = open()) {
            assertThat(index.size().entries()).isEqualTo(10);
        }
    }

    @Test
    void saysThatTheDiskIsFullWhenItIsCreatedThere() throws Exception {
        full.set(true);
        assertThatThrownBy(this::open).isInstanceOf(IndexUnavailableException.class).hasMessageContaining("No space left on device");
        full.set(false);
        try (EmbeddedIndex index = open()) {
            index.upsert(random(3, DIMENSION, 3));
        }
    }

    @Test
    void outlivesAnInterruptedWriter() throws Exception {
        List<IndexEntry> entries = random(20, DIMENSION, 4);
        try (EmbeddedIndex index = EmbeddedIndex.open(folder, SPACE, EmbeddedIndexOptions.DEFAULT)) {
            index.upsert(entries.subList(0, 10));
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> index.upsert(entries.subList(10, 20))).isInstanceOf(IndexUnavailableException.class);
            assertThat(Thread.interrupted()).as("still interrupted").isTrue();

            index.upsert(entries.subList(10, 20));
            assertThat(index.size().entries()).isEqualTo(20);
        }
    }

    @Test
    void namesTheFolderAndTheWayOutWhenFilesAreDamaged() throws Exception {
        try (EmbeddedIndex index = open()) {
            index.upsert(random(10, DIMENSION, 5));
        }
        truncate("segments_");
        for (boolean writable : new boolean[] {true, false}) {
            assertThatThrownBy(() -> {
                try (EmbeddedIndex index = writable
                        ? open() : EmbeddedIndex.openReadOnly(folder, SPACE, EmbeddedIndexOptions.DEFAULT)) {
                    index.size();
                }
            }).isInstanceOf(IndexCorruptException.class)
                    .hasMessageContaining(folder.toString()).hasMessageContaining("inbox");
        }
    }

    @Test
    void noticesAMissingSegment() throws Exception {
        try (EmbeddedIndex index = open()) {
            index.upsert(random(10, DIMENSION, 5));
        }
        for (Path file : files("_")) {
            Files.delete(file);
        }
        assertThatThrownBy(this::open).isInstanceOf(IndexCorruptException.class).hasMessageContaining(folder.toString());
    }

    private void truncate(String prefix) throws Exception {
        for (Path file : files(prefix)) {
            byte[] bytes = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        }
    }

    private List<Path> files(String prefix) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix)).toList();
        }
    }

    @Test
    void saysWhenItIsClosed() throws Exception {
        EmbeddedIndex index = open();
        index.upsert(random(1, DIMENSION, 6));
        index.close();
        index.close();

        assertThatIllegalStateException().isThrownBy(index::size).withMessageContaining(folder.toString());
        assertThatIllegalStateException().isThrownBy(() -> index.upsert(random(1, DIMENSION, 7))).withMessageContaining("closed");
    }
}
