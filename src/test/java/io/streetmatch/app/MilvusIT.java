package io.streetmatch.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streetmatch.MilvusServer;
import io.streetmatch.embed.Metric;
import io.streetmatch.embed.EmbeddingSpace;
import io.streetmatch.embed.ModelOptions;
import io.streetmatch.embed.TensorFlowEmbedder;
import io.streetmatch.folder.DataFolder;
import io.streetmatch.image.ImageId;
import io.streetmatch.index.IndexSize;
import io.streetmatch.index.MilvusIndex;
import io.streetmatch.index.MilvusOptions;
import io.streetmatch.index.SourcePicture;
import io.streetmatch.index.StoredPicture;
import io.streetmatch.report.Answer;
import io.streetmatch.report.Found;
import io.streetmatch.report.ResultJson;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real daemon on a real Milvus server that is killed, frozen, restarted and missing. */
class MilvusIT {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** What a daemon may grow by while the index is away: its heap may still fill, but nothing piles up. */
    private static final long GROWTH = 700L << 20;

    @TempDir
    Path folder;

    private MilvusServer server;
    private Path data;
    private final List<DaemonProcess> daemons = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        data = folder.resolve("data");
        server = MilvusServer.start(Files.createDirectories(folder.resolve("milvus")));
    }

    @AfterEach
    void stop() throws Exception {
        for (DaemonProcess daemon : daemons) {
            daemon.kill();
        }
        if (server != null) {
            server.close();
        }
    }

    private DaemonProcess daemon(Path at) throws Exception {
        DaemonProcess daemon = DaemonProcess.start(at, options());
        daemons.add(daemon);
        return daemon;
    }

    private String[] options() {
        return new String[] {"-D", "index=milvus", "-D", "milvus.uri=" + server.uri(), "-D", "milvus.connectTimeout=4s", "-D", "milvus.callTimeout=5s",
            "-D", "index.batch=16"};
    }

    @Test
    void losesAndDoublesNothingWhenTheServerIsKilledWhileAThousandFilesFlow() throws Exception {
        List<ImageId> dropped = drop(data, 0, 1_000);
        DaemonProcess daemon = daemon(data).awaitReady();
        await("some pictures in the archive").atMost(PATIENCE).until(() -> archived(data) > 50);
        long before = daemon.residentBytes();
        int seed = archivedSeed();

        server.kill();
        awaitState(data, "waiting for the index");
        long during = archived(data);
        assertThat(during).as("pictures left to flow").isLessThan(900);
        ask(data, "asked in the outage.jpg", seed);
        await("its memory to stay within bounds").atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).during(Duration.ofSeconds(10))
                .until(() -> daemon.residentBytes() < before + GROWTH);
        assertThat(archived(data)).as("acknowledged without an index").isEqualTo(during);
        assertThat(result("asked in the outage.jpg")).as("an answer without an index").doesNotExist();
        assertThat(data.resolve("probe/asked in the outage.jpg")).exists();

        server.start();
        awaitAnswer("asked in the outage.jpg", seed);
        await("everything after the kill").atMost(PATIENCE).until(() -> archived(data) == 1_000);
        awaitState(data, "running");
        assertThat(daemon.residentBytes()).isLessThan(before + GROWTH);
        assertThat(daemon.text()).contains("Trying again until it works", "works again after", "The index answers again");
        assertThat(daemon.terminate()).isIn(0, 143);
        check(dropped, data);
    }

    @Test
    void goesOnAfterTheServerWasFrozenForAMinute() throws Exception {
        List<ImageId> dropped = drop(data, 0, 300);
        DaemonProcess daemon = daemon(data).awaitReady();
        await("some pictures in the archive").atMost(PATIENCE).until(() -> archived(data) > 20);
        int seed = archivedSeed();

        server.signal("STOP");
        long frozen = System.nanoTime();
        awaitState(data, "waiting for the index");
        ask(data, "asked while it is frozen.jpg", seed);
        dropped.addAll(drop(data, 300, 50));
        await("the minute to pass").atMost(PATIENCE).until(() -> System.nanoTime() - frozen > Duration.ofMinutes(1).toNanos());
        assertThat(status(data)).isEqualTo("waiting for the index");
        assertThat(result("asked while it is frozen.jpg")).doesNotExist();

        server.signal("CONT");
        awaitAnswer("asked while it is frozen.jpg", seed);
        await("everything after the freeze").atMost(PATIENCE).until(() -> archived(data) == 350);
        awaitState(data, "running");
        assertThat(daemon.text()).contains("works again after");
        assertThat(daemon.terminate()).isIn(0, 143);
        check(dropped, data);
    }

    @Test
    void waitsForAServerThatIsDownAtTheStartAndIsReadyWhenThatAnswers() throws Exception {
        server.kill();
        List<ImageId> dropped = drop(data, 0, 20);
        DaemonProcess daemon = daemon(data).awaitText("Streetmatch waits for its index");
        assertThat(daemon.text()).contains("not reachable yet").doesNotContain("Streetmatch is ready");
        awaitState(data, "waiting for the index");
        DaemonProcess.Finished asked = DaemonProcess.run(data, "status");
        assertThat(asked.exitCode()).isEqualTo(4);
        assertThat(asked.output()).contains("waiting for", "Milvus at " + server.uri());
        // The command beside it waits just so.
        Path pictures = Files.createDirectories(folder.resolve("pictures"));
        for (int seed = 20; seed < 25; seed++) {
            Files.write(pictures.resolve(seed + ".jpg"), picture(seed));
            dropped.add(ImageId.of(picture(seed)));
        }
        List<String> arguments = new ArrayList<>(List.of(pictures.toString()));
        arguments.addAll(List.of(options()));
        DaemonProcess ingest = DaemonProcess.start(data, "ingest", arguments);
        daemons.add(ingest);
        ingest.awaitText("Waiting for the index: ");

        server.start();
        daemon.awaitReady();
        assertThat(ingest.awaitEnd()).as(ingest.text()).isZero();
        assertThat(ingest.text()).contains("The index answers again", "5  taken in");
        await("everything").atMost(PATIENCE).until(() -> archived(data) == 25);
        awaitState(data, "running");
        assertThat(daemon.terminate()).isIn(0, 143);
        check(dropped, data);
    }

    /** A daemon that has not written since it started knows of no write that it must see; after a restart the server reads its log again. */
    @Test
    void answersNothingWrongAfterTheServerWasRestarted() throws Exception {
        List<ImageId> dropped = drop(data, 0, 200);
        DaemonProcess writer = daemon(data).awaitReady();
        await("everything").atMost(PATIENCE).until(() -> archived(data) == 200);
        writer.terminate();
        DaemonProcess reader = daemon(data).awaitReady();

        server.stop();
        awaitState(data, "waiting for the index");
        for (int seed = 0; seed < 10; seed++) {
            ask(data, "asked while it was stopped %d.jpg".formatted(seed), seed);
        }
        server.start();
        for (int seed = 0; seed < 10; seed++) {
            awaitAnswer("asked while it was stopped %d.jpg".formatted(seed), seed);
        }
        awaitState(data, "running");
        ask(data, "asked when it says that it works.jpg", 7);
        awaitAnswer("asked when it says that it works.jpg", 7);

        server.kill();
        ask(data, "asked when it was killed.jpg", 8);
        server.start();
        awaitAnswer("asked when it was killed.jpg", 8);
        assertThat(reader.terminate()).isIn(0, 143);
        check(dropped, data);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void stopsDuringAnOutageAndLosesNothing(boolean frozen) throws Exception {
        List<ImageId> dropped = drop(data, 0, 400);
        DaemonProcess daemon = daemon(data).awaitReady();
        await("some pictures in the archive").atMost(PATIENCE).until(() -> archived(data) > 20);
        int seed = archivedSeed();
        if (frozen) {
            server.signal("STOP");
        } else {
            server.kill();
        }
        ask(data, "asked before the stop.jpg", seed);
        // At once, not when the outage is known: the calls under way must not hold up the stop for longer than they may take.
        daemon.terminate(Duration.ofSeconds(60));
        long archived = archived(data);
        assertThat(archived).isLessThan(400);
        assertThat(files(data.resolve("inbox"))).as("left in the inbox").isEqualTo(400 - archived);
        assertThat(files(data.resolve("quarantine"))).isZero();
        assertThat(result("asked before the stop.jpg")).doesNotExist();

        if (frozen) {
            server.signal("CONT");
        } else {
            server.start();
        }
        DaemonProcess next = daemon(data).awaitReady();
        awaitAnswer("asked before the stop.jpg", seed);
        await("everything").atMost(PATIENCE).until(() -> archived(data) == 400);
        next.terminate();
        check(dropped, data);
    }

    @Test
    void twoDaemonsShareACollectionAndDoubleNothing() throws Exception {
        Path one = folder.resolve("one");
        Path two = folder.resolve("two");
        List<ImageId> ofOne = drop(one, 0, 60);
        List<ImageId> ofTwo = drop(two, 30, 60);
        // The same name, and on the same day the same path, in both archives; another picture.
        ofOne.add(drop(one, "same name.jpg", 100));
        ofTwo.add(drop(two, "same name.jpg", 101));
        DaemonProcess first = daemon(one);
        DaemonProcess second = daemon(two);
        first.awaitReady();
        second.awaitReady();
        await("both archives").atMost(PATIENCE).until(() -> archived(one) == 61 && archived(two) == 61);
        assertThat(contents(one)).as("archive of the one").containsExactlyInAnyOrderElementsOf(ofOne);
        assertThat(contents(two)).as("archive of the other").containsExactlyInAnyOrderElementsOf(ofTwo);

        // A daemon is sure to see its own writes; those of the other a few seconds later.
        AtomicInteger asked = new AtomicInteger();
        await("an answer from what the other one wrote").atMost(PATIENCE).until(() -> {
            String question = "of the other %d.jpg".formatted(asked.incrementAndGet());
            ask(one, question, 101);
            return answer(one, question).matches().get(0).id().equals(ImageId.of(picture(101)));
        });
        String question = "of the other %d.jpg".formatted(asked.get());
        Found found = awaitAnswer(one, question, 101);
        assertThat(found.matches().get(0).name()).isEqualTo("same name.jpg");
        // What the other one wrote last may not be counted yet: a daemon is sure to see its own writes.
        assertThat(found.index().pictures()).isBetween(61L, 92L);
        // At this path lies a picture with the same name that is not the match: the sheet must not show it.
        Path sheet = one.resolve("results").resolve(question + ".jpg");
        await("the sheet").atMost(PATIENCE).until(() -> Files.exists(sheet));
        BufferedImage drawn = ImageIO.read(sheet.toFile());
        Color corner = new Color(drawn.getRGB(30, 530));
        assertThat(List.of(corner.getRed(), corner.getGreen(), corner.getBlue())).as("the grey of 'not in this archive'")
                .allSatisfy(value -> assertThat(value).isBetween(0xC0, 0xD0));
        first.terminate();
        second.terminate();

        List<ImageId> all = Stream.concat(ofOne.stream(), ofTwo.stream()).distinct().toList();
        assertThat(all).hasSize(92);
        check(all, one, two);
    }

    private void check(List<ImageId> pictures, Path... archives) throws Exception {
        assertThat(pictures).doesNotHaveDuplicates();
        EmbeddingSpace space;
        try (TensorFlowEmbedder embedder = TensorFlowEmbedder.open(ModelOptions.of("street"))) {
            space = embedder.space();
        }
        assertThat(space.metric()).isEqualTo(Metric.COSINE);
        try (MilvusIndex index = MilvusIndex.open(MilvusOptions.at(server.uri()), space)) {
            assertThat(index.size()).isEqualTo(new IndexSize(pictures.size(), pictures.size()));
            List<SourcePicture> stored = index.find(pictures).stream().map(StoredPicture::source).toList();
            assertThat(stored).extracting(SourcePicture::id).as("what is not lost").containsExactlyInAnyOrderElementsOf(pictures);
            for (SourcePicture picture : stored) {
                List<ImageId> files = new ArrayList<>();
                for (Path archive : archives) {
                    Path file = archive.resolve(picture.path());
                    files.addAll(Files.exists(file) ? List.of(ImageId.of(Files.readAllBytes(file))) : List.of());
                }
                assertThat(files).as("the file of %s in an archive", picture).contains(picture.id());
            }
        }
    }

    private static List<ImageId> drop(Path data, int from, int count) throws Exception {
        List<ImageId> ids = new ArrayList<>();
        for (int seed = from; seed < from + count; seed++) {
            ids.add(drop(data, "picture-%04d.jpg".formatted(seed), seed));
        }
        return ids;
    }

    private static ImageId drop(Path data, String name, int seed) throws Exception {
        byte[] bytes = picture(seed);
        Files.write(Files.createDirectories(data.resolve("inbox")).resolve(name), bytes);
        return ImageId.of(bytes);
    }

    private static byte[] picture(int seed) {
        return TestPictures.jpeg(seed, 320, 240);
    }

    private static void ask(Path data, String name, int seed) throws Exception {
        Files.write(data.resolve("probe").resolve(name), picture(seed));
    }

    private Path result(String name) {
        return data.resolve("results").resolve(name + ".json");
    }

    private void awaitAnswer(String name, int seed) throws Exception {
        awaitAnswer(data, name, seed);
    }

    /** Waits for the answer, which must be the picture itself, and the best of five. */
    private static Found awaitAnswer(Path data, String name, int seed) throws Exception {
        Found found = answer(data, name);
        assertThat(found.matches()).as(name).hasSize(5);
        assertThat(found.matches().get(0).id()).as(name).isEqualTo(ImageId.of(picture(seed)));
        return found;
    }

    private static Found answer(Path data, String name) throws Exception {
        Path result = data.resolve("results").resolve(name + ".json");
        await("an answer to " + name).atMost(PATIENCE).until(() -> Files.exists(result));
        Answer answer = ResultJson.parseAnswer(Files.readString(result));
        assertThat(answer).as(name).isInstanceOf(Found.class);
        return (Found) answer;
    }

    private static void awaitState(Path data, String state) {
        await("the state '" + state + "'").atMost(PATIENCE).until(() -> status(data).equals(state));
    }

    /** Of a picture that was acknowledged: a question about it has one right answer. */
    private int archivedSeed() throws Exception {
        String name = list(data.resolve("archive")).get(0).getFileName().toString();
        return Integer.parseInt(name.replaceAll("\\D", ""));
    }

    private static long archived(Path data) throws Exception {
        return files(data.resolve("archive"));
    }

    private static long files(Path folder) throws Exception {
        return list(folder).size();
    }

    private static List<ImageId> contents(Path data) throws Exception {
        List<ImageId> ids = new ArrayList<>();
        for (Path file : list(data.resolve("archive"))) {
            ids.add(ImageId.of(Files.readAllBytes(file)));
        }
        return ids;
    }

    private static List<Path> list(Path folder) throws Exception {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile).toList();
        }
    }

    private static String status(Path data) throws Exception {
        return Status.read(DataFolder.at(data)).map(Status::state).orElse("");
    }
}
