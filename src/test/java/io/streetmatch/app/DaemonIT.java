package io.streetmatch.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.InputFormat;
import io.streetmatch.app.DaemonProcess.Finished;
import io.streetmatch.folder.DataFolder;
import io.streetmatch.image.ImageId;
import io.streetmatch.report.ContactSheet;
import io.streetmatch.report.ErrorReport;
import io.streetmatch.report.Failed;
import io.streetmatch.report.Found;
import io.streetmatch.report.ResultJson;
import io.streetmatch.report.Step;
import java.awt.image.BufferedImage;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program with its real routes, model and index, used through its folders and commands. */
class DaemonIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A route that cannot be made. */
    private static final String MINE = "- route:\n    id: mine\n    from:\n      uri: direct\n      parameters:\n        name: here\n      steps:\n"
            + "        - process:\n            ref: nobody\n";

    @TempDir
    Path folder;

    private Path data;
    private DaemonProcess daemon;

    @BeforeEach
    void start() throws Exception {
        data = folder.resolve("data");
        daemon = DaemonProcess.start(data, "-D", "inbox.settle=1s").awaitReady();
    }

    @AfterEach
    void kill() throws Exception {
        daemon.kill();
    }

    @Test
    void findsATurnedPictureAndWritesAValidAnswer() throws Exception {
        for (int seed = 0; seed < 12; seed++) {
            drop("inbox", "street/scene %d ü😀.jpg".formatted(seed), TestPictures.jpeg(seed, 640, 480));
        }
        awaitArchived(12);
        drop("probe", "turned.jpg", TestPictures.upsideDown(7, 640, 480));
        Path result = data.resolve("results/turned.jpg.json");
        await().atMost(PATIENCE).until(() -> Files.exists(result));

        String json = Files.readString(result);
        Found found = (Found) ResultJson.parseAnswer(json);
        assertThat(found.matches()).hasSize(5);
        assertThat(found.matches().get(0).name()).isEqualTo("street/scene 7 ü😀.jpg");
        assertThat(found.matches().get(0).id()).isEqualTo(ImageId.of(TestPictures.jpeg(7, 640, 480)));
        assertThat(data.resolve(found.matches().get(0).path())).exists();
        assertThat(schema().validate(json, InputFormat.JSON)).isEmpty();
        await().atMost(PATIENCE).until(() -> Files.exists(data.resolve("probe/.done/turned.jpg")));
        assertThat(ImageIO.read(data.resolve("results/turned.jpg.jpg").toFile()).getWidth()).isGreaterThanOrEqualTo(1000);

        Probes.Reply reply = new Probes(DataFolder.at(data)).ask("back\\slash.jpg", TestPictures.jpeg(3, 640, 480));
        assertThat(reply.file()).hasFileName("back_slash.jpg.json");
        assertThat(((Found) reply.answer()).matches().get(0).name()).isEqualTo("street/scene 3 ü😀.jpg");
    }

    @Test
    void quarantinesBadPicturesAndGoesOn() throws Exception {
        byte[] good = TestPictures.jpeg(1, 640, 480);
        drop("inbox", "empty.jpg", new byte[0]);
        drop("inbox", "text.jpg", "not a picture".getBytes(StandardCharsets.UTF_8));
        drop("inbox", "cut.jpg", Arrays.copyOf(good, good.length / 2));
        drop("inbox", "good.png", good);
        try (RandomAccessFile film = new RandomAccessFile(data.resolve("inbox/film.jpg").toFile(), "rw")) {
            film.setLength(3L << 30);
        }
        awaitArchived(1);
        for (String name : new String[] {"empty.jpg", "text.jpg", "cut.jpg", "film.jpg"}) {
            Path bad = data.resolve("quarantine").resolve(name);
            await().atMost(PATIENCE).until(() -> Files.exists(bad));
            ErrorReport report = ResultJson.parseErrorReport(Files.readString(data.resolve("quarantine/" + name + ".error.json")));
            assertThat(report.file()).isEqualTo(name);
            assertThat(report.step()).as(name).isEqualTo(name.equals("film.jpg") ? Step.READ : Step.DECODE);
        }
        drop("probe", "bad question.jpg", Arrays.copyOf(good, good.length / 2));
        Path result = data.resolve("results/bad question.jpg.json");
        await().atMost(PATIENCE).until(() -> Files.exists(result));
        String json = Files.readString(result);
        assertThat(ResultJson.parseAnswer(json)).isInstanceOf(Failed.class);
        assertThat(schema().validate(json, InputFormat.JSON)).isEmpty();
        await().atMost(PATIENCE).until(() -> Files.exists(data.resolve("probe/.done/bad question.jpg")));
        BufferedImage sheet = ImageIO.read(data.resolve("results/bad question.jpg.jpg").toFile());
        assertThat(sheet.getWidth()).isEqualTo(ContactSheet.WIDTH);
        assertThat(sheet.getHeight()).isEqualTo(ContactSheet.HEIGHT_WITHOUT_MATCHES);
    }

    @Test
    void waitsWithABadFileThatCannotBeQuarantinedAndQuarantinesItLater() throws Exception {
        Path quarantine = data.resolve("quarantine");
        Files.delete(quarantine);
        Files.writeString(quarantine, "where the folder should be");
        drop("inbox", "bad.jpg", "not a picture".getBytes(StandardCharsets.UTF_8));
        await().atMost(PATIENCE).until(() -> daemon.text().contains("bad.jpg: is bad and cannot be quarantined"));
        await().atMost(PATIENCE).until(() -> DaemonProcess.run(data, "status").output().contains("bad.jpg: is bad and cannot be quarantined"));

        Files.delete(quarantine);
        await().atMost(PATIENCE).until(() -> Files.exists(quarantine.resolve("bad.jpg")));
        assertThat(daemon.text()).doesNotContain("\tat ", "Caused by", "previously thrown").contains("Tried again in 2 s.");
        assertThat(daemon.text().lines().filter(line -> line.contains("bad.jpg")).count()).isLessThan(8);
    }

    /** Camel alone would take such a file in again at every look. */
    @Test
    void waitsWithAFileThatCannotBeMovedAndMovesItLater() throws Exception {
        Path obstacle = data.resolve("archive").resolve(LocalDate.now().toString());
        Files.writeString(obstacle, "where the folder of the day should be");
        drop("inbox", "stuck.jpg", TestPictures.jpeg(1, 640, 480));
        await().atMost(PATIENCE).until(() -> daemon.text().contains("stuck.jpg could not be moved"));

        Files.delete(obstacle);
        awaitArchived(1);
        assertThat(obstacle.resolve("stuck.jpg")).hasBinaryContent(TestPictures.jpeg(1, 640, 480));
        assertThat(daemon.text().lines().filter(line -> line.contains("could not be moved")).count()).isLessThan(8);
    }

    @Test
    void keepsOneEntryOfAPictureDroppedTwiceAndOverwritesNeitherFile() throws Exception {
        byte[] first = TestPictures.jpeg(1, 640, 480);
        byte[] second = TestPictures.jpeg(2, 640, 480);
        drop("inbox", "same.jpg", first);
        awaitArchived(1);
        drop("inbox", "same.jpg", second);
        awaitArchived(2);
        drop("inbox", "other name.jpg", first);
        awaitArchived(3);
        Finished query = DaemonProcess.run(data, "query", "--json", write("question.jpg", second).toString());
        assertThat(query.exitCode()).as(query.output()).isZero();
        Found found = (Found) ResultJson.parseAnswer(query.output().lines().filter(line -> line.startsWith("{")).findFirst().orElseThrow());
        assertThat(found.index().entries()).isEqualTo(2);
        assertThat(found.matches().get(0).id()).isEqualTo(ImageId.of(second));
        assertThat(found.matches().get(0).distance()).isZero();
    }

    @Test
    void keepsTheOldRouteHoweverItsFileIsBrokenAndTakesTheMendedOne() throws Exception {
        daemon.terminate();
        Path routes = RouteFiles.copy(folder.resolve("routes"));
        daemon = DaemonProcess.start(data, "-D", "routes.dir=" + routes, "-D", "inbox.settle=1s").awaitReady();
        Path ingest = routes.resolve("ingest.camel.yaml");
        String good = Files.readString(ingest);

        Files.writeString(ingest, good.replace("- route:", "- ruote:"));
        await("the complaint").atMost(PATIENCE).until(() -> daemon.text().contains("ruote"));
        assertThat(daemon.text()).containsPattern("ingest\\.camel\\.yaml cannot be used; what was loaded before goes on\\. "
                + "Unknown node id: ruote \\(ingest\\.camel\\.yaml, line \\d+, column 3\\)").doesNotContain("Exception", "\tat ");
        drop("inbox", "while broken.jpg", TestPictures.jpeg(1, 640, 480));
        awaitArchived(1);

        // A file that Camel can parse, but not make routes of; and another one, which must not keep this one from being mended.
        Files.writeString(ingest, good.replace("ref: ingest\n", "ref: nobody\n"));
        await("the complaint").atMost(PATIENCE).until(() -> daemon.text().contains("ingest.camel.yaml cannot be used; what was loaded before goes on. Failed"));
        Files.writeString(routes.resolve("mine.camel.yaml"), MINE);
        await("the complaint").atMost(PATIENCE).until(() -> daemon.text().contains("mine.camel.yaml cannot be used; the other routes go on."));
        drop("inbox", "while still broken.jpg", TestPictures.jpeg(3, 640, 480));
        awaitArchived(2);

        Files.writeString(ingest, good.replace("ref: ingest\n", "ref: ingest\n" + RouteFiles.logStep("stored")));
        await("the mended route").atMost(PATIENCE).until(() -> {
            drop("inbox", "mended-%d.jpg".formatted(System.nanoTime()), TestPictures.jpeg(2, 640, 480));
            return daemon.text().contains("stored mended-");
        });
        assertThat(DaemonProcess.run(data, "status").output()).contains("ingest.camel.yaml cannot be used; what was loaded before goes on");
    }

    @Test
    void saysAtTheStartWhereARouteFileIsWrong() throws Exception {
        daemon.terminate();
        Path routes = RouteFiles.copy(folder.resolve("routes"));
        Path mine = Files.writeString(routes.resolve("mine.camel.yaml"), "- route:\n    id: mine\n    from: [\n");
        Finished parsed = DaemonProcess.run(data, "run", "-D", "routes.dir=" + routes);
        assertThat(parsed.exitCode()).isEqualTo(1);
        assertThat(parsed.output()).contains("The routes in " + routes + " cannot be used.", "(mine.camel.yaml, line 4, column 1)", "expected the node content",
                "Mend the file, or move it elsewhere.").doesNotContain("\tat ");

        Files.writeString(mine, MINE);
        assertThat(DaemonProcess.run(data, "doctor", "-D", "routes.dir=" + routes).output()).contains("BAD   routes", "nobody", "1 to mend");
    }

    @Test
    void refusesASecondDaemonAndNamesTheFirst() throws Exception {
        Finished second = DaemonProcess.run(data, "run");
        assertThat(second.exitCode()).isEqualTo(2);
        assertThat(second.output()).contains("already runs", "process ");
        assertThat(DaemonProcess.run(data, "status").exitCode()).isZero();
        daemon.terminate();
        assertThat(DaemonProcess.run(data, "status").exitCode()).isEqualTo(3);
    }

    /** The status is written anew once a second meanwhile. */
    @Test
    void saysThatItStopsUntilItHasStopped() throws Exception {
        daemon.terminate();
        Path routes = RouteFiles.copy(folder.resolve("routes"));
        Path ingest = routes.resolve("ingest.camel.yaml");
        Files.writeString(ingest, Files.readString(ingest).replace(RouteFiles.INGEST_STEP,
                RouteFiles.logStep("begins") + RouteFiles.delayStep(Duration.ofSeconds(4)) + RouteFiles.INGEST_STEP));
        daemon = DaemonProcess.start(data, "-D", "routes.dir=" + routes).awaitReady();
        drop("inbox", "slow.jpg", TestPictures.jpeg(1, 640, 480));
        daemon.awaitText("begins slow.jpg").askToEnd();

        List<String> said = new ArrayList<>();
        await("the end").atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
            Status.read(DataFolder.at(data)).map(Status::state).ifPresent(said::add);
            return !daemon.isAlive();
        });
        assertThat(said).contains(Status.STOPPING);
        assertThat(said.subList(said.indexOf(Status.STOPPING), said.size())).containsOnly(Status.STOPPING);
        awaitArchived(1);
    }

    private void awaitArchived(long count) {
        await("archived files: " + count).atMost(PATIENCE).until(() -> {
            try (Stream<Path> walk = Files.walk(data.resolve("archive"))) {
                return walk.filter(Files::isRegularFile).count() == count;
            }
        });
    }

    private void drop(String where, String name, byte[] bytes) throws Exception {
        Path target = data.resolve(where).resolve(name);
        Files.createDirectories(target.getParent());
        Files.move(write("dropping", bytes), target);
    }

    private Path write(String name, byte[] bytes) throws Exception {
        return Files.write(folder.resolve(name), bytes);
    }

    private static JsonSchema schema() throws Exception {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(Files.readString(Path.of("conf/result.schema.json")));
    }
}
