package io.streetmatch.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedIndexBenchmarkTest {

    private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());

    private final EmbeddedIndexBenchmark benchmark = new EmbeddedIndexBenchmark(EmbeddedIndexOptions.DEFAULT);

    @TempDir
    private Path folder;

    @Test
    void findsTheWholeTruthWhileTheSearchIsExactAndCleansUp() throws Exception {
        List<EmbeddedIndexBenchmark.Row> rows = benchmark.run(List.of(100, 1_000), 16, folder, NOWHERE);

        assertThat(rows).extracting(EmbeddedIndexBenchmark.Row::vectors).containsExactly(100, 1_000);
        assertThat(rows).extracting(EmbeddedIndexBenchmark.Row::recallAt10).containsOnly(1.0);
        assertThat(rows).allSatisfy(row -> assertThat(row.bytes()).isGreaterThan(row.vectors() * 16 * 4L));
        assertThat(rows).allSatisfy(row -> assertThat(row.questionP99Millis()).isGreaterThanOrEqualTo(row.questionP50Millis()));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void leavesAFolderOfOthersAlone() throws Exception {
        Path theirs = Files.createDirectory(folder.resolve("benchmark-100")).resolve("theirs.txt");
        Files.writeString(theirs, "keep");

        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> benchmark.run(List.of(100), 16, folder, NOWHERE));
        assertThat(theirs).hasContent("keep");
    }
}
