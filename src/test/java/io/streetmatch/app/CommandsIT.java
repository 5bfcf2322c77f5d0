package io.streetmatch.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streetmatch.app.DaemonProcess.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the packaged program that work without a daemon, and beside one. */
class CommandsIT {

    @TempDir
    Path folder;

    private Path data;
    private Path pictures;

    @BeforeEach
    void fill() throws Exception {
        data = folder.resolve("data");
        pictures = Files.createDirectories(folder.resolve("pictures/sub"));
        for (int i = 0; i < 6; i++) {
            Files.write(pictures.resolve("scene %d.jpg".formatted(i)), TestPictures.jpeg(i, 320, 240));
        }
        Files.write(pictures.resolve("again.jpg"), TestPictures.jpeg(0, 320, 240));
        Files.writeString(pictures.resolve("notes.txt"), "not a picture");
        Files.write(pictures.resolve("cut.jpg"), Arrays.copyOf(TestPictures.jpeg(9, 320, 240), 2_000));
    }

    @Test
    void demoFindsItsEditedCopies() throws Exception {
        Finished demo = DaemonProcess.run(data, "demo");
        assertThat(demo.exitCode()).as(demo.output()).isZero();
        assertThat(demo.output()).contains("30  taken in", "9 of 9 edited copies found their picture first");
        assertThat(data.resolve("demo/results/street 01, unchanged.jpg.json")).exists();
    }

    @Test
    void ingestCountsEveryOutcomeAndTakesNothingInTwice() throws Exception {
        byte[] large = Arrays.copyOf(TestPictures.jpeg(10, 320, 240), 200_000);
        Files.write(pictures.resolve("large.jpg"), large);
        Finished first = DaemonProcess.run(data, "ingest", pictures.getParent().toString(), "-D", "inbox.settle=1s", "-D", "image.maxBytes=199999");
        assertThat(first.exitCode()).as(first.output()).isZero();
        assertThat(first.output()).contains("6  taken in", "1  the same as another file", "1  no picture", "1  bad picture", "1  larger than image.maxBytes");
        assertThat(data.resolve("quarantine/sub/cut.jpg.error.json")).exists();
        assertThat(pictures.resolve("scene 0.jpg")).exists();

        DaemonProcess daemon = DaemonProcess.start(data, "-D", "inbox.settle=1s").awaitReady();
        try {
            Finished second = DaemonProcess.run(data, "ingest", pictures.getParent().toString(), "-D", "image.maxBytes=199999");
            assertThat(second.exitCode()).as(second.output()).isZero();
            assertThat(second.output()).contains("0  taken in", "7  already in the collection");
            // Said anew once a second.
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                Finished status = DaemonProcess.run(data, "status");
                assertThat(status.exitCode()).isZero();
                assertThat(status.output()).contains("running, process", "6 pictures", "1 quarantined", "cut.jpg");
            });
        } finally {
            daemon.kill();
        }
    }

    @Test
    void doctorSaysWhatIsWrongAndHowToMendIt() throws Exception {
        Finished well = DaemonProcess.run(data, "doctor");
        assertThat(well.exitCode()).as(well.output()).isZero();
        assertThat(well.output()).contains("street, 512 floats", "every file in", "Everything that must work does.");

        Path routes = Files.createDirectories(folder.resolve("routes"));
        Files.writeString(routes.resolve("mine.camel.yaml"), "- ruote: {}\n");
        Finished ill = DaemonProcess.run(data, "doctor", "-D", "routes.dir=" + routes);
        assertThat(ill.exitCode()).isEqualTo(1);
        assertThat(ill.output()).contains("BAD", "ruote", "1 to mend.");
    }

    @Test
    void saysThatThereIsNoCollectionAndLeavesNothingBehind() throws Exception {
        Finished query = DaemonProcess.run(data, "query", pictures.resolve("scene 0.jpg").toString());
        assertThat(query.exitCode()).isEqualTo(1);
        assertThat(query.output()).contains("no collection in " + data);
        Finished doctor = DaemonProcess.run(data, "doctor");
        assertThat(doctor.exitCode()).as(doctor.output()).isZero();
        assertThat(doctor.output()).contains("no collection in " + data);
        assertThat(DaemonProcess.run(data, "status").exitCode()).isEqualTo(3);
        assertThat(DaemonProcess.run(data, "query", "missing.jpg").output()).contains("missing.jpg is not there");
        assertThat(DaemonProcess.run(data, "ingest", "missing").output()).contains("missing is not there");
        assertThat(DaemonProcess.run(data, "demo", "missing").output()).contains("missing is not there");
        assertThat(data).doesNotExist();
    }

    @Test
    void ingestThatIsStoppedSaysHowFarItGotAndGoesOn() throws Exception {
        // A TIFF has no end to look for: it waits until it has not changed for so long.
        Files.write(pictures.resolve("z.tif"), TestPictures.tiff(20, 320, 240));
        Path link = Files.createSymbolicLink(folder.resolve("a link"), pictures.getParent());
        DaemonProcess ingest = DaemonProcess.start(data, "ingest", List.of(link.toString(), "-D", "inbox.settle=1h", "-D", "inbox.poll=50ms"));
        await().atMost(Duration.ofMinutes(2)).until(() -> Files.exists(data.resolve("inbox/sub/z.tif")) && archived() == 6);
        assertThat(ingest.terminate()).isIn(143, 130);
        assertThat(ingest.text()).containsPattern("Stopped\\. \\d+ of 10 files are done, \\d wait in the inbox\\. The same command goes on");
        assertThat(ingest.text()).doesNotContain("is closed", "Exception", "ERROR");

        Finished again = DaemonProcess.run(data, "ingest", link.toString(), "-D", "inbox.settle=1s");
        assertThat(again.exitCode()).as(again.output()).isZero();
        assertThat(again.output()).contains("1  taken in");
        assertThat(archived()).isEqualTo(7);
    }

    @Test
    void ingestGoesOnBehindAFolderThatCannotBeReadAndTakesNamesOfEveryKind() throws Exception {
        Path closed = Files.createDirectory(pictures.resolve("closed"));
        Files.write(pictures.resolve("x".repeat(251) + ".jpg"), TestPictures.jpeg(20, 320, 240));
        Files.write(pictures.resolve("back\\slash.jpg"), TestPictures.jpeg(21, 320, 240));
        assertThat(new ProcessBuilder("mkfifo", pictures.resolve("pipe.jpg").toString()).start().waitFor()).isZero();
        Files.setPosixFilePermissions(closed, Set.of());
        // Root reads everything.
        boolean root = Files.isReadable(closed);
        try {
            Finished ingest = DaemonProcess.run(data, "ingest", pictures.getParent().toString(), "-D", "inbox.settle=1s");
            assertThat(ingest.output()).contains("8  taken in");
            assertThat(ingest.exitCode()).as(ingest.output()).isEqualTo(root ? 0 : 1);
            if (!root) {
                assertThat(ingest.output()).contains("closed could not be read", "may not be read", "1  could not be read");
            }
        } finally {
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private long archived() throws IOException {
        if (!Files.exists(data.resolve("archive"))) {
            return 0;
        }
        try (Stream<Path> walk = Files.walk(data.resolve("archive"))) {
            return walk.filter(Files::isRegularFile).count();
        }
    }

    @Test
    void benchMeasuresTheLimitAndTheProgramInOneRun() throws Exception {
        Finished bench = DaemonProcess.run(data, "bench", "--model", "street", "--seconds", "1", "--rounds", "1");
        assertThat(bench.exitCode()).as(bench.output()).isZero();
        assertThat(bench.output()).contains("bare session", "limit", "from a full inbox", "ratio", "answer, idle", "answer, busy");
        assertThat(data.resolve("bench")).doesNotExist();
    }
}
