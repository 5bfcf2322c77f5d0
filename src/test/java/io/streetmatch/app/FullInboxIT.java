package io.streetmatch.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streetmatch.report.Found;
import io.streetmatch.report.ResultJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hundred thousand pictures in the inbox: the daemon begins at once, stays small, visits none twice, and loses none when stopped. */
class FullInboxIT {

    private static final int PICTURES = 100_000;
    private static final int TAKEN_EARLY = 2_000;
    private static final int TAKEN_LATE = 8_000;

    /** What may be taken in while a question is answered; it would be the whole inbox if questions waited behind it. */
    private static final int AHEAD_OF_A_QUESTION = 10_000;

    /** Of the model's input: what is tested here is the way there, so the model may see next to nothing, fast. */
    private static final String[] SMALL_MODEL = {"-D", "model.size=32"};

    @TempDir
    Path folder;

    @Test
    void takesWhatItCanAndLeavesTheRest() throws Exception {
        Path data = folder.resolve("data");
        Path inbox = Files.createDirectories(data.resolve("inbox"));
        fill(inbox);
        Path routes = RouteFiles.copy(folder.resolve("routes"));
        Path ingest = routes.resolve("ingest.camel.yaml");
        Files.writeString(ingest, Files.readString(ingest).replace(RouteFiles.INGEST_STEP,
                RouteFiles.logStep("visits") + RouteFiles.INGEST_STEP + RouteFiles.logStep("stored")));

        DaemonProcess daemon = DaemonProcess.start(data, "-D", "routes.dir=" + routes, SMALL_MODEL[0], SMALL_MODEL[1]).awaitReady();
        try {
            awaitArchived(data, 1);
            assertThat(inInbox(inbox)).as("left in the inbox when the first is taken").isGreaterThan(PICTURES - TAKEN_LATE);
            awaitArchived(data, TAKEN_EARLY);
            long early = daemon.residentBytes();
            awaitArchived(data, TAKEN_LATE);
            long late = daemon.residentBytes();
            System.out.printf("full inbox: resident %d MiB at %d pictures, %d MiB at %d%n",
                    early >> 20, TAKEN_EARLY, late >> 20, TAKEN_LATE);
            assertThat(late).as("resident bytes, later").isLessThan(2 * early);
            askBesideTheInbox(data);
            daemon.terminate();
        } finally {
            daemon.kill();
        }

        List<String> archived = names(data.resolve("archive"));
        List<String> left = names(inbox);
        assertThat(archived).hasSizeGreaterThanOrEqualTo(TAKEN_LATE).doesNotHaveDuplicates();
        assertThat(archived.size() + left.size()).as("archived and left").isEqualTo(PICTURES);
        assertThat(names(data.resolve("quarantine"))).isEmpty();
        assertThat(logged(daemon, "visits")).as("visits").doesNotHaveDuplicates().containsAll(archived);
        assertThat(logged(daemon, "stored")).as("stored").containsExactlyInAnyOrderElementsOf(archived);
        assertThat(entries(data, inbox.resolve(left.get(0)))).as("entries of the index").isEqualTo(archived.size());
    }

    /** In place of a limit of time: an answer comes before the pictures that lay in the inbox long before its question. */
    private static void askBesideTheInbox(Path data) throws IOException {
        long before = inInbox(data.resolve("inbox"));
        Path hidden = Files.write(data.resolve("probe/.question.jpg"), TestPictures.jpeg(2, 640, 480));
        Files.move(hidden, data.resolve("probe/question.jpg"));
        Path result = data.resolve("results/question.jpg.json");
        await("the answer").atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(20)).until(() -> Files.exists(result));
        assertThat(ResultJson.parseAnswer(Files.readString(result))).isInstanceOf(Found.class);
        long left = inInbox(data.resolve("inbox"));
        assertThat(left).as("left in the inbox of %d when the question is answered", before).isGreaterThan(before - AHEAD_OF_A_QUESTION);
    }

    private static void fill(Path inbox) throws IOException {
        byte[] jpeg = TestPictures.jpeg(1, 48, 48);
        // SOI, a comment that makes each file another one, and the rest.
        ByteBuffer file = ByteBuffer.allocate(jpeg.length + 8).put(jpeg, 0, 2).putInt(0xFFFE0006).putInt(0).put(jpeg, 2, jpeg.length - 2);
        for (int i = 0; i < PICTURES; i++) {
            Files.write(inbox.resolve("picture-%05d.jpg".formatted(i)), file.putInt(6, i).array());
        }
    }

    private static void awaitArchived(Path data, int count) {
        await("archived files: " + count).atMost(Duration.ofMinutes(2)).until(() -> names(data.resolve("archive")).size() >= count);
    }

    /** Unlike a walk, a list does not mind files that move away meanwhile. */
    private static long inInbox(Path inbox) throws IOException {
        try (Stream<Path> list = Files.list(inbox)) {
            return list.filter(file -> file.getFileName().toString().startsWith("picture-")).count();
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.map(file -> file.getFileName().toString()).filter(name -> name.startsWith("picture-")).toList();
        }
    }

    private static List<String> logged(DaemonProcess daemon, String what) {
        return daemon.text().lines().filter(line -> line.contains(what + " picture-"))
                .map(line -> line.substring(line.indexOf("picture-"))).toList();
    }

    private static long entries(Path data, Path question) throws Exception {
        DaemonProcess.Finished query = DaemonProcess.run(data, "query", "--json", SMALL_MODEL[0], SMALL_MODEL[1], question.toString());
        assertThat(query.exitCode()).as(query.output()).isZero();
        String json = query.output().lines().filter(line -> line.startsWith("{")).findFirst().orElseThrow();
        return ((Found) ResultJson.parseAnswer(json)).index().entries();
    }
}
