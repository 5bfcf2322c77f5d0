package io.streetmatch.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streetmatch.app.DaemonProcess.Finished;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
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
    void benchMeasuresTheLimitAndTheProgramInOneRun() throws Exception {
        Finished bench = DaemonProcess.run(data, "bench", "--model", "street", "--seconds", "1", "--rounds", "1");
        assertThat(bench.exitCode()).as(bench.output()).isZero();
        assertThat(bench.output()).contains("bare session", "limit", "from a full inbox", "ratio", "answer, idle", "answer, busy");
        assertThat(data.resolve("bench")).doesNotExist();
    }
}
