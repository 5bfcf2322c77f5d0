package io.streetmatch.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.streetmatch.app.DaemonProcess.Finished;
import io.streetmatch.report.Answer;
import io.streetmatch.report.Found;
import io.streetmatch.report.ResultJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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

        Path empty = Files.createDirectory(folder.resolve("empty"));
        Finished nothing = DaemonProcess.run(data, "demo", empty.toString());
        assertThat(nothing.exitCode()).isEqualTo(1);
        assertThat(nothing.output()).contains("There is no picture in " + empty).doesNotContain("0 of 0");
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

    /** A picture that cannot be archived stays in the inbox, and whoever waits for it is told why. */
    @Test
    void ingestEndsWhenOnlyFilesAreLeftThatFailAgainAndAgain() throws Exception {
        Path archive = Files.createDirectories(data.resolve("archive"));
        for (int day = 0; day < 2; day++) {
            Files.writeString(archive.resolve(LocalDate.now().plusDays(day).toString()), "in the way");
        }
        Finished ingest = DaemonProcess.run(data, "ingest", pictures.getParent().toString(), "-D", "inbox.settle=1s");

        assertThat(ingest.exitCode()).as(ingest.output()).isEqualTo(1);
        assertThat(ingest.output()).contains("6  in the inbox", "1  bad picture", "could not be moved to " + archive);
        assertThat(data.resolve("inbox/sub/scene 1.jpg")).exists();
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
    void saysInOneLineWhatIsWrongWithACommandLine() throws Exception {
        Finished misspelled = DaemonProcess.run(data, "rnu");
        assertThat(misspelled.exitCode()).isEqualTo(2);
        assertThat(misspelled.output().strip()).isEqualTo("There is no command 'rnu'. Did you mean 'run'? 'streetmatch --help' lists all.");
        assertThat(DaemonProcess.run(data, "ingset").output()).contains("Did you mean 'ingest'?");
        assertThat(DaemonProcess.run(data, "dance").output().strip()).isEqualTo("There is no command 'dance'. 'streetmatch --help' lists all.");
        Finished option = DaemonProcess.run(data, "query", "--jsn", "a.jpg");
        assertThat(option.exitCode()).isEqualTo(2);
        assertThat(option.output()).contains("'--jsn'", "--json");
        assertThat(data).doesNotExist();
    }

    /** In a terminal of its own, which the tool 'script' makes. */
    @Test
    void usesColoursOnATerminalOnlyAndNotWhereTheyAreUnwanted() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "script is not installed");
        String doctor = "bin/streetmatch doctor --data '" + data + "'";

        assertThat(inATerminal(doctor)).contains("\u001b[", "Everything that must work does.");
        assertThat(inATerminal("NO_COLOR=1 " + doctor)).doesNotContain("\u001b").contains("Everything that must work does.");
        assertThat(inATerminal("NO_COLOR=1 bin/streetmatch --help")).doesNotContain("\u001b").contains("Commands:");
        assertThat(DaemonProcess.run(data, "doctor").output()).doesNotContain("\u001b");
        assertThat(inATerminal("bin/streetmatch ingest --data '" + data + "' -D inbox.settle=1s '" + pictures.getParent() + "'"))
                .contains("\r\u001b[K", "6  taken in").doesNotContain("Stopp");
    }

    private String inATerminal(String command) throws Exception {
        Path output = Files.createTempFile(folder, "terminal", ".log");
        Process process = new ProcessBuilder("/usr/bin/script", "-qec", command, "/dev/null").redirectErrorStream(true)
                .redirectOutput(output.toFile()).redirectInput(Path.of("/dev/null").toFile()).start();
        assertThat(process.waitFor(4, TimeUnit.MINUTES)).as(command).isTrue();
        return Files.readString(output);
    }

    @Test
    void queryPrintsALineOfJsonForEachQuestionInTheirOrder() throws Exception {
        assertThat(DaemonProcess.run(data, "ingest", pictures.getParent().toString(), "-D", "inbox.settle=1s").exitCode()).isZero();
        List<String> files = List.of("scene 3.jpg", "cut.jpg", "scene 1.jpg");
        Finished query = DaemonProcess.run(data, "query", "--json", pictures.resolve(files.get(0)).toString(), pictures.resolve(files.get(1)).toString(),
                pictures.resolve(files.get(2)).toString());

        assertThat(query.exitCode()).as("one of them is no whole picture").isEqualTo(1);
        List<Answer> answers = query.output().lines().map(ResultJson::parseAnswer).toList();
        assertThat(answers).extracting(answer -> answer.question().file()).isEqualTo(files);
        assertThat(answers).extracting(answer -> answer instanceof Found).containsExactly(true, false, true);

        DaemonProcess daemon = DaemonProcess.start(data).awaitReady();
        try {
            Files.copy(pictures.resolve("scene 3.jpg"), data.resolve("probe/scene 3.jpg"));
            Path result = data.resolve("results/scene 3.jpg.json");
            await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(result));
            Found dropped = (Found) ResultJson.parseAnswer(Files.readString(result));
            Found asked = (Found) answers.get(0);
            assertThat(asked).usingRecursiveComparison().ignoringFields("timings", "answered").isEqualTo(dropped);
        } finally {
            daemon.kill();
        }
    }

    @Test
    void saysThatThereIsNoCollectionAndLeavesNothingBehind() throws Exception {
        Finished reindex = DaemonProcess.run(data, "reindex");
        assertThat(reindex.exitCode()).isEqualTo(2);
        assertThat(reindex.output()).contains("no collection in " + data);
        assertThat(DaemonProcess.run(data, "export", folder.resolve("a.collection").toString()).output()).contains("no collection to export");
        assertThat(DaemonProcess.run(data, "tune").output()).contains("is not a folder");
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
        // With something behind it a picture has no certain end: it waits until it has not changed for so long.
        byte[] picture = TestPictures.jpeg(20, 320, 240);
        Files.write(pictures.resolve("z.jpg"), Arrays.copyOf(picture, picture.length + 10));
        Path link = Files.createSymbolicLink(folder.resolve("a link"), pictures.getParent());
        DaemonProcess ingest = DaemonProcess.start(data, "ingest", List.of(link.toString(), "-D", "inbox.settle=1h", "-D", "inbox.poll=50ms"));
        await().atMost(Duration.ofMinutes(2)).until(() -> Files.exists(data.resolve("inbox/sub/z.jpg")) && archived() == 6);
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
        // What its daemon needs to start is said by the configuration alone.
        Path routes = RouteFiles.copy(folder.resolve("routes"));
        Path ingest = routes.resolve("ingest.camel.yaml");
        Files.writeString(ingest, Files.readString(ingest).replace("{{inbox.poll}}", "{{route.poll}}"));
        Path conf = Files.createDirectory(folder.resolve("conf"));
        Files.writeString(conf.resolve(Settings.FILE_NAME), "model.size = 64\nroute.poll = 250\n");
        // An empty cache folder: only what ships with the program is there.
        Finished bench = DaemonProcess.run(data, "bench", "--recipe", "article", "--seconds", "1", "--warm-up", "2", "-D", "cache.dir=" + folder.resolve("cache"),
                "-D", "routes.dir=" + routes, "--conf", conf.toString());
        assertThat(bench.exitCode()).as(bench.output()).isZero();
        assertThat(bench.output()).contains("bare session", "limit", "from a full inbox", "ratio", "answer, idle", "answer, busy",
                "model imagenet is not on this machine and is left out");
        assertThat(data.resolve("bench")).doesNotExist();
    }
}
