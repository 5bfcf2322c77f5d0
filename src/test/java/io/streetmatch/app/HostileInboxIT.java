package io.streetmatch.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streetmatch.SharedMaterial;
import io.streetmatch.report.Answer;
import io.streetmatch.report.ResultJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people and their programs leave in an inbox: whatever it is, the daemon lives and the next picture goes on. */
class HostileInboxIT {

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private static final List<String> NAMES = List.of("-rf.jpg", "--help.jpg", "new\nline.jpg", "quo\"te's.jpg", "😀😀.jpg", "a".repeat(251) + ".jpg",
            "x".repeat(255), "ü".repeat(125) + ".jpg", "back\\slash.jpg", " lead.jpg", "trail.jpg ", "dot..dot.jpg", "noext", "tab\there.jpg",
            "${body}.jpg", "{{data.dir}}.jpg", "%41%2e.jpg", "a?b#c&d=e.jpg", "RAW(x).jpg", "*star*.jpg", "semi;colon|pipe.jpg", "$(touch x).jpg",
            "e\u0301.jpg", "\u202egpj.rtl.jpg", "cr\rlf.jpg", "name.json", "${file:delete}.jpg", "d/".repeat(60) + "deep.jpg",
            ("e".repeat(200) + "/").repeat(10) + "long.jpg", "folder.jpg/in a folder.jpg");

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
    void takesFilesOfEveryNameAndAnswersThem() throws Exception {
        for (String where : new String[] {"inbox", "probe"}) {
            int seed = 0;
            for (String name : NAMES) {
                drop(data.resolve(where).resolve(name), TestPictures.jpeg(seed++, 160, 120));
            }
            awaitEmpty(where);
        }
        assertThat(files(data.resolve("archive"))).hasSize(NAMES.size());
        assertThat(files(data.resolve("probe/.done"))).hasSize(NAMES.size());
        List<Path> answers = files(data.resolve("results")).stream().filter(file -> file.toString().endsWith(".json")).toList();
        assertThat(answers).hasSize(NAMES.size());
        assertThat(files(data.resolve("results"))).hasSize(2 * NAMES.size());
        for (Path answer : answers) {
            Answer parsed = ResultJson.parseAnswer(Files.readString(answer));
            assertThat(parsed.status()).isEqualTo("ok");
        }
        assertThat(files(folder)).as("nothing left the data folder").allMatch(file -> file.startsWith(data) || file.getParent().equals(folder));
    }

    @Test
    void isNotHeldUpByWhatIsNoFileAndMovesNothingFromBehindALink() throws Exception {
        Path inbox = data.resolve("inbox");
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        drop(elsewhere.resolve("mine.jpg"), TestPictures.jpeg(1, 160, 120));
        drop(folder.resolve("linked.jpg"), TestPictures.jpeg(2, 160, 120));
        Files.createSymbolicLink(inbox.resolve("folder"), elsewhere);
        Files.createSymbolicLink(inbox.resolve("loop"), Path.of(".."));
        Files.createSymbolicLink(inbox.resolve("link.jpg"), folder.resolve("linked.jpg"));
        Files.createSymbolicLink(inbox.resolve("nothing.jpg"), folder.resolve("nothing"));
        Files.createSymbolicLink(inbox.resolve("zeros.jpg"), Path.of("/dev/zero"));
        assertThat(new ProcessBuilder("mkfifo", inbox.resolve("pipe.jpg").toString(), data.resolve("probe/pipe.jpg").toString()).start().waitFor())
                .isZero();
        drop(inbox.resolve("next.jpg"), TestPictures.jpeg(3, 160, 120));
        await("both pictures").atMost(PATIENCE).until(() -> files(data.resolve("archive")).size() == 2);
        assertThat(files(data.resolve("archive"))).noneMatch(Files::isSymbolicLink);
        assertThat(elsewhere.resolve("mine.jpg")).exists();
        assertThat(folder.resolve("linked.jpg")).exists();
        drop(data.resolve("probe/question.jpg"), TestPictures.jpeg(3, 160, 120));
        await("the answer").atMost(PATIENCE).until(() -> Files.exists(data.resolve("results/question.jpg.json")));
        assertThat(daemon.text()).contains("folder: left where it is", "loop: left where it is", "nothing.jpg: left where it is");
        await("the status").atMost(PATIENCE).until(() -> DaemonProcess.run(data, "status").output().contains("left where it is"));
    }

    @Test
    void goesOnWhenItsFoldersAreTakenAway() throws Exception {
        dropAndAwait("one.jpg", 1, 1);
        delete(data.resolve("archive"));
        delete(data.resolve("results"));
        delete(data.resolve("quarantine"));
        delete(data.resolve("probe/.done"));
        dropAndAwait("two.jpg", 2, 1);
        drop(data.resolve("inbox/bad.jpg"), new byte[] {1, 2, 3});
        await("the quarantine").atMost(PATIENCE).until(() -> Files.exists(data.resolve("quarantine/bad.jpg.error.json")));
        drop(data.resolve("probe/question.jpg"), TestPictures.jpeg(2, 160, 120));
        await("the answer").atMost(PATIENCE).until(() -> Files.exists(data.resolve("results/question.jpg.json")));
        delete(data.resolve("inbox"));
        Files.createDirectories(data.resolve("inbox"));
        dropAndAwait("three.jpg", 3, 2);
    }

    /** In half a gigabyte of heap: what a picture takes is bounded, not by luck. */
    @Test
    void survivesEveryFileOfTheHostileCollection() throws Exception {
        Path hostile = SharedMaterial.require("images/hostile");
        daemon.terminate();
        daemon = DaemonProcess.startWith("-Xmx512m", data, "-D", "inbox.settle=1s").awaitReady();
        List<Path> sources = files(hostile);
        Path staged = folder.resolve("staged");
        for (Path source : sources) {
            Path copy = staged.resolve(hostile.relativize(source).toString());
            Files.createDirectories(copy.getParent());
            Files.copy(source, copy);
        }
        Files.move(staged, data.resolve("inbox/hostile"));
        drop(data.resolve("inbox/good.jpg"), TestPictures.jpeg(1, 160, 120));
        awaitEmpty("inbox");
        List<Path> quarantined = files(data.resolve("quarantine"));
        long reports = quarantined.stream().filter(file -> file.toString().endsWith(".error.json")).count();
        assertThat(quarantined).hasSize((int) (2 * reports));
        assertThat(files(data.resolve("archive"))).hasSize((int) (sources.size() + 1 - reports));
        assertThat(daemon.residentBytes()).isLessThan(3L << 30);
        assertThat(DaemonProcess.run(data, "status").exitCode()).isZero();
    }

    private void dropAndAwait(String name, int seed, int archived) throws Exception {
        drop(data.resolve("inbox").resolve(name), TestPictures.jpeg(seed, 160, 120));
        await(name).atMost(PATIENCE).until(() -> Files.exists(data.resolve("archive")) && files(data.resolve("archive")).size() == archived);
    }

    private void awaitEmpty(String where) {
        await("an empty " + where).atMost(PATIENCE)
                .until(() -> files(data.resolve(where)).stream().allMatch(file -> file.startsWith(data.resolve("probe/.done"))));
    }

    private void drop(Path target, byte[] bytes) throws IOException {
        Files.createDirectories(target.getParent());
        Files.move(Files.write(folder.resolve("dropping"), bytes), target, StandardCopyOption.ATOMIC_MOVE);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)).toList();
        } catch (UncheckedIOException e) {
            // Something moved away meanwhile.
            return new ArrayList<>(List.of(folder));
        }
    }

    private static void delete(Path folder) throws IOException {
        for (Path file : files(folder)) {
            Files.deleteIfExists(file);
        }
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path each : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
