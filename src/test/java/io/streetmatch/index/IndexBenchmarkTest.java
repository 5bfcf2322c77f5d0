package io.streetmatch.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.streetmatch.MilvusServer;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexBenchmarkTest {

    private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());

    private final IndexBenchmark benchmark = new IndexBenchmark(64);

    @TempDir
    private Path folder;

    private BenchmarkedIndex embedded() {
        return BenchmarkedIndex.embedded(folder.resolve("index"), EmbeddedIndexOptions.DEFAULT);
    }

    @Test
    void findsTheWholeTruthWhileTheSearchIsExactAndCleansUp() throws Exception {
        for (int vectors : new int[] {100, 1_000}) {
            IndexBenchmark.Row row = benchmark.run(List.of(embedded()), vectors, 16, NOWHERE).get(0);

            assertThat(row.vectors()).isEqualTo(vectors);
            assertThat(row.recallAt10()).isEqualTo(1);
            assertThat(row.diskBytes().orElseThrow()).isGreaterThan(vectors * 16 * 4L);
            assertThat(row.questionP99Millis()).isGreaterThanOrEqualTo(row.questionP50Millis());
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void measuresAMilvusServerBesideTheEmbeddedIndex() throws Exception {
        MilvusServer server = MilvusServer.shared();
        MilvusOptions options = MilvusOptions.at(server.uri()).withCollection("bench").withIndex(MilvusIndexType.FLAT, Map.of(), Map.of());
        List<IndexBenchmark.Row> rows = benchmark.run(List.of(embedded(), BenchmarkedIndex.milvus(options, Optional.empty())), 1_500, 16, NOWHERE);

        assertThat(rows).extracting(IndexBenchmark.Row::index).containsExactly("embedded", "milvus");
        assertThat(rows).extracting(IndexBenchmark.Row::recallAt10).containsOnly(1.0);
        // The server is a process of its own, far larger than its vectors.
        assertThat(rows.get(1).memoryBytes().orElseThrow()).isGreaterThan(100_000_000);
        assertThat(rows.get(1).memoryBytes()).isNotEqualTo(rows.get(0).memoryBytes());
        assertThat(rows.get(1).diskBytes()).isEmpty();

        // Nothing of it is left: another dimension would be refused.
        assertThat(benchmark.run(List.of(BenchmarkedIndex.milvus(options, Optional.of(folder))), 100, 8, NOWHERE)).singleElement()
                .extracting(IndexBenchmark.Row::recallAt10).isEqualTo(1.0);
    }

    @Test
    void leavesAFolderOfOthersAlone() throws Exception {
        Path theirs = Files.createDirectory(folder.resolve("index")).resolve("theirs.txt");
        Files.writeString(theirs, "keep");

        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> benchmark.run(List.of(embedded()), 100, 16, NOWHERE));
        assertThat(theirs).hasContent("keep");
    }
}
