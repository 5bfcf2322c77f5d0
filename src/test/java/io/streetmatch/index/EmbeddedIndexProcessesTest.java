package io.streetmatch.index;

import static io.streetmatch.index.Samples.DIMENSION;
import static io.streetmatch.index.Samples.random;
import static io.streetmatch.index.Samples.space;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streetmatch.embed.EmbeddingSpace;
import io.streetmatch.embed.Metric;
import io.streetmatch.image.ImageId;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several openings of one folder, and processes that are killed. */
class EmbeddedIndexProcessesTest {

    static final EmbeddingSpace SPACE = space(Metric.COSINE);

    /** A process that stores one picture after the other, and prints the id of each when it has been acknowledged. */
    static final class Writer {

        private Writer() {}

        public static void main(String[] args) throws Exception {
            try (EmbeddedIndex index = EmbeddedIndex.open(Path.of(args[0]), SPACE, EmbeddedIndexOptions.DEFAULT.withExactBelow(1))) {
                for (long i = 0; ; i++) {
                    IndexEntry entry = random(1, DIMENSION, Long.parseLong(args[1]) + i).get(0);
                    index.upsert(List.of(entry));
                    System.out.println(entry.source().id());
                }
            }
        }
    }

    @TempDir
    private Path folder;

    private Process startWriter(long seed) throws Exception {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        ProcessBuilder builder = new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"), "-Xmx128m", "-XX:TieredStopAtLevel=1",
                Writer.class.getName(), folder.toString(), String.valueOf(seed));
        builder.environment().put("CLASSPATH", classPath);
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    @Test
    @Timeout(300)
    void losesNothingAcknowledgedToKill() throws Exception {
        Random random = new Random(1);
        Set<ImageId> acknowledged = new HashSet<>();
        for (int round = 0; round < 10; round++) {
            Process writer = startWriter(round * 1_000_000L);
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
                int until = 1 + random.nextInt(40);
                String line = lines.readLine();
                for (int count = 0; line != null; count++) {
                    if (line.length() == 64) {
                        acknowledged.add(new ImageId(line));
                    }
                    if (count == until) {
                        writer.toHandle().destroyForcibly();
                    }
                    line = lines.readLine();
                }
            } finally {
                writer.destroyForcibly().waitFor();
            }
            try (EmbeddedIndex index = EmbeddedIndex.open(folder, SPACE, EmbeddedIndexOptions.DEFAULT)) {
                for (ImageId id : acknowledged) {
                    assertThat(index.find(id)).as("round %d", round).isPresent();
                }
            }
        }
        assertThat(acknowledged).hasSizeGreaterThan(100);
    }

    @Test
    @Timeout(180)
    void readsBesideAnotherProcessThatWrites() throws Exception {
        try (EmbeddedIndex reader = EmbeddedIndex.openReadOnly(folder, SPACE, EmbeddedIndexOptions.DEFAULT)) {
            assertThat(reader.search(new float[DIMENSION], 5)).isEmpty();
            assertThat(reader.size()).isEqualTo(new IndexSize(0, 0));
            Process writer = startWriter(0);
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
                for (int count = 0; count < 100; count++) {
                    assertThat(reader.find(new ImageId(lines.readLine()))).isPresent();
                }
                assertThatExceptionOfType(IndexUnavailableException.class)
                        .isThrownBy(() -> EmbeddedIndex.open(folder, SPACE, EmbeddedIndexOptions.DEFAULT).close())
                        .withMessageContaining(folder.toString()).withMessageContaining("another process");
            } finally {
                writer.destroyForcibly().waitFor();
            }
            assertThat(reader.size().entries()).isGreaterThanOrEqualTo(100);
        }
    }

    @Test
    void refusesASecondWriter() throws Exception {
        try (EmbeddedIndex first = EmbeddedIndex.open(folder, SPACE, EmbeddedIndexOptions.DEFAULT)) {
            assertThatThrownBy(() -> EmbeddedIndex.open(folder, SPACE, EmbeddedIndexOptions.DEFAULT).close())
                    .isInstanceOf(IndexUnavailableException.class).hasMessageContaining(folder.toString());
            first.upsert(random(3, DIMENSION, 1));
            assertThat(first.size().entries()).isEqualTo(3);
        }
    }

    @Test
    void neverWritesWhenReadOnly() throws Exception {
        try (EmbeddedIndex writer = EmbeddedIndex.open(folder, SPACE, EmbeddedIndexOptions.DEFAULT);
                EmbeddedIndex reader = EmbeddedIndex.openReadOnly(folder, SPACE, EmbeddedIndexOptions.DEFAULT)) {
            List<IndexEntry> entries = random(3, DIMENSION, 2);
            writer.upsert(entries);
            assertThat(reader.search(entries.get(1).vector(), 1).get(0).source()).isEqualTo(entries.get(1).source());
            writer.delete(List.of(entries.get(1).source().id()));
            assertThat(reader.size().entries()).isEqualTo(2);

            assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> reader.upsert(entries));
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> reader.delete(List.of(entries.get(0).source().id()))).withMessageContaining("read-only");
        }
    }

    @Test
    void refusesAnotherSpaceWhenReadOnly() throws Exception {
        EmbeddingSpace other = new EmbeddingSpace("other", "beef", DIMENSION, Metric.COSINE);
        try (EmbeddedIndex early = EmbeddedIndex.openReadOnly(folder, other, EmbeddedIndexOptions.DEFAULT)) {
            EmbeddedIndex.open(folder, SPACE, EmbeddedIndexOptions.DEFAULT).close();

            assertThatExceptionOfType(IndexMismatchException.class)
                    .isThrownBy(() -> EmbeddedIndex.openReadOnly(folder, other, EmbeddedIndexOptions.DEFAULT).close())
                    .withMessageContaining("f00d").withMessageContaining("beef").withMessageContaining("bin/streetmatch reindex");
            assertThatExceptionOfType(IndexUnavailableException.class).isThrownBy(early::size)
                    .withMessageContaining("f00d").withMessageContaining("beef");
        }
    }
}
