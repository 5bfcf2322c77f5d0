package io.streetmatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.streetmatch.MilvusServer;
import io.streetmatch.app.DaemonProcess.Finished;
import io.streetmatch.index.EmbeddedIndex;
import io.streetmatch.index.EmbeddedIndexOptions;
import io.streetmatch.index.IndexEntry;
import io.streetmatch.index.IndexSize;
import io.streetmatch.index.VectorIndex;
import io.streetmatch.transfer.CollectionSamples;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands export and import, through the launcher. */
class TransferIT {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int PICTURES = 12;

    @TempDir
    Path folder;

    private Path data;
    private Path other;
    private Path file;

    @BeforeEach
    void chooseNames() {
        data = folder.resolve("data");
        other = folder.resolve("other");
        file = folder.resolve("größe 東京.streetmatch");
    }

    private static Finished run(Path data, String... arguments) throws Exception {
        return DaemonProcess.run(PATIENCE, Map.of(), data, arguments);
    }

    private void ingest() throws Exception {
        Path pictures = Files.createTempDirectory(folder, "pictures");
        for (int seed = 0; seed < PICTURES; seed++) {
            Files.write(pictures.resolve("scene %03d ü.jpg".formatted(seed)), TestPictures.jpeg(seed, 320, 240));
        }
        Finished ingest = run(data, "ingest", pictures.toString(), "-D", "augment.recipe=article");
        assertThat(ingest.exitCode()).as(ingest.output()).isZero();
    }

    private static List<String> held(Path data) throws Exception {
        Path index = data.resolve("index");
        try (VectorIndex open = EmbeddedIndex.openReadOnly(index, EmbeddedIndex.spaceOf(index).orElseThrow(), EmbeddedIndexOptions.DEFAULT)) {
            Stream.Builder<IndexEntry> all = Stream.builder();
            open.scan(all);
            return all.build().map(entry -> "%s %s %s %s %s".formatted(entry.source(), entry.variant(), entry.edit(), entry.recipe(),
                    Arrays.toString(entry.vector()))).sorted().toList();
        }
    }

    @Test
    void movesACollectionBesideADaemonThroughMilvusToAnotherDataFolder() throws Exception {
        ingest();
        DaemonProcess daemon = DaemonProcess.start(data, "-D", "augment.recipe=article").awaitReady();
        try (MilvusServer server = MilvusServer.start(Files.createDirectories(folder.resolve("milvus")))) {
            Finished export = run(data, "export", file.toString());
            assertThat(export.exitCode()).as(export.output()).isZero();
            assertThat(export.output()).contains("12 pictures, 48 entries of model street written");
            Finished refused = run(data, "import", file.toString());
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.output()).contains("process ", "bin/streetmatch stop");

            String[] milvus = {"--index", "milvus", "-D", "milvus.uri=" + server.uri(), "-D", "milvus.callTimeout=60s"};
            Finished nothing = run(other, arguments("export", folder.resolve("nothing"), milvus));
            assertThat(nothing.exitCode()).as(nothing.output()).isEqualTo(2);
            assertThat(nothing.output()).contains("no collection to export", server.uri());
            Finished into = run(other, arguments("import", file, milvus));
            assertThat(into.exitCode()).as(into.output()).isZero();
            assertThat(into.output()).contains("48 entries of model street stored in milvus", "holds 12 pictures, 48 entries now",
                    "48 entries were read back and compared to the last float: all are the same.");
            Path back = folder.resolve("back");
            assertThat(run(other, arguments("export", back, milvus)).exitCode()).isZero();
            Finished last = run(other, "import", back.toString());
            assertThat(last.exitCode()).as(last.output()).isZero();
        } finally {
            daemon.terminate();
        }
        assertThat(held(other)).hasSize(48).isEqualTo(held(data));
        Finished query = run(other, "query", question().toString());
        assertThat(query.output()).contains("1  distance 0.0000", "scene 004 ü.jpg");
    }

    private static String[] arguments(String command, Path file, String... options) {
        return Stream.concat(Stream.of(command, file.toString()), Stream.of(options)).toArray(String[]::new);
    }

    private Path question() throws Exception {
        return Files.write(folder.resolve("question.jpg"), TestPictures.jpeg(4, 320, 240));
    }

    @Test
    void goesThroughAPipe() throws Exception {
        ingest();
        Process pipe = new ProcessBuilder("bash", "-c", "set -o pipefail; bin/streetmatch export - --data \"$1\" 2> \"$3\""
                + " | gzip | gunzip | bin/streetmatch import - --data \"$2\"", "bash", data.toString(), other.toString(),
                folder.resolve("said").toString()).redirectErrorStream(true).redirectOutput(folder.resolve("out").toFile()).start();
        assertThat(pipe.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        assertThat(pipe.exitValue()).as(Files.readString(folder.resolve("out"))).isZero();
        assertThat(folder.resolve("said")).content().contains("48 entries of model street written");
        assertThat(held(other)).isEqualTo(held(data));
    }

    @Test
    void refusesWhatWouldHurtAndLeavesNoHalfFile() throws Exception {
        ingest();
        assertThat(run(data, "export", file.toString()).exitCode()).isZero();
        byte[] whole = Files.readAllBytes(file);
        Finished again = run(data, "export", file.toString());
        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.output()).contains(file.toString(), "--force");
        assertThat(file).hasBinaryContent(whole);
        assertThat(run(data, "export", file.toString(), "--force").exitCode()).isZero();
        Finished nowhere = run(data, "export", folder.resolve("no/where").toString());
        assertThat(nowhere.exitCode()).isEqualTo(2);
        assertThat(nowhere.output()).contains("There is no folder");
        Path tooLarge = folder.resolve("too large");
        assertThat(exportIntoAFullPlace(tooLarge)).isEqualTo(1);
        assertThat(folder.resolve("said")).content().contains(tooLarge.toString(), "File too large", "Nothing was left behind");
        assertThat(tooLarge).doesNotExist();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(path -> path.getFileName().toString())).noneMatch(name -> name.endsWith(".part"));
        }

        Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, whole.length - 3_000));
        Finished damaged = run(other, "import", cut.toString());
        assertThat(damaged.exitCode()).isEqualTo(1);
        assertThat(damaged.output()).contains(cut + " is cut off after", "again");
        assertThat(other.resolve("index")).as("a file is checked before anything is stored").doesNotExist();
        Finished foreign = run(other, "import", question().toString());
        assertThat(foreign.exitCode()).isEqualTo(1);
        assertThat(foreign.output()).contains("question.jpg is no collection");
        Finished missing = run(other, "import", folder.resolve("not there").toString());
        assertThat(missing.exitCode()).isEqualTo(2);

        Path another = folder.resolve("another");
        try (OutputStream out = Files.newOutputStream(another)) {
            CollectionSamples.write(5, 512, out);
        }
        Finished mismatch = run(data, "import", another.toString());
        assertThat(mismatch.exitCode()).isEqualTo(2);
        assertThat(mismatch.output()).contains("fingerprint f00d", "cannot be compared", "bin/streetmatch reindex");
        assertThat(held(data)).hasSize(48);
    }

    /** A limit on the size of files stands for a full disk; the exit code. */
    private int exportIntoAFullPlace(Path target) throws Exception {
        Process export = new ProcessBuilder("bash", "-c", "ulimit -f 64; exec bin/streetmatch export \"$1\" --data \"$2\"", "bash",
                target.toString(), data.toString()).redirectErrorStream(true).redirectOutput(folder.resolve("said").toFile()).start();
        assertThat(export.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return export.exitValue();
    }

    /** The file is larger than all the memory that the program may have. */
    @Test
    void needsLittleMemoryHoweverLargeTheCollection() throws Exception {
        int pictures = 80_000;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            CollectionSamples.write(pictures, 512, out);
        }
        long heap = 192L << 20;
        assertThat(Files.size(file)).isGreaterThan(heap);
        Map<String, String> small = Map.of("STREETMATCH_JAVA_OPTS", "-Xmx192m");

        Finished into = DaemonProcess.run(Duration.ofMinutes(15), small, data, "import", file.toString(), "-D", "index.exactBelow=1000000");
        assertThat(into.exitCode()).as(into.output()).isZero();
        assertThat(into.output()).contains("1,000 entries were read back and compared to the last float: all are the same.");
        Path back = folder.resolve("back");
        Finished export = DaemonProcess.run(Duration.ofMinutes(15), small, data, "export", back.toString());

        assertThat(export.exitCode()).as(export.output()).isZero();
        assertThat(export.output()).contains("80,000 pictures, 120,000 entries");
        Path index = data.resolve("index");
        try (VectorIndex open = EmbeddedIndex.openReadOnly(index, CollectionSamples.space(512), EmbeddedIndexOptions.DEFAULT)) {
            assertThat(open.size()).isEqualTo(new IndexSize(pictures, pictures * 3 / 2));
        }
    }
}
