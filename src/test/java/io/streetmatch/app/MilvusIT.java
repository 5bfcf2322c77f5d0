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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real daemon on a real Milvus server that is killed, frozen and missing. */
class MilvusIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int PICTURES = 300;

    @TempDir
    Path folder;

    private MilvusServer server;

    @BeforeEach
    void start() throws Exception {
        server = MilvusServer.start(Files.createDirectories(folder.resolve("milvus")));
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private String[] options() {
        return new String[] {"-D", "index=milvus", "-D", "milvus.uri=" + server.uri(), "-D", "milvus.callTimeout=5s", "-D", "index.batch=16"};
    }

    @Test
    void losesAndDoublesNothingWhenTheServerIsKilledFrozenAndAwayAtTheStart() throws Exception {
        Path data = folder.resolve("data");
        List<ImageId> dropped = drop(data, 0, PICTURES);
        DaemonProcess daemon = DaemonProcess.start(data, options()).awaitReady();
        await("some pictures in the archive").atMost(PATIENCE).until(() -> archived(data) > 20);

        server.kill();
        await("the status to say so").atMost(PATIENCE).until(() -> status(data).contains("waiting for the index"));
        long during = archived(data);
        assertThat(during).isLessThan(PICTURES);
        server.start();
        await("everything after the kill").atMost(PATIENCE).until(() -> archived(data) == PICTURES);

        dropped.addAll(drop(data, PICTURES, 100));
        server.signal("STOP");
        await("the status to say so").atMost(PATIENCE).until(() -> status(data).contains("waiting for the index"));
        server.signal("CONT");
        await("everything after the freeze").atMost(PATIENCE).until(() -> archived(data) == PICTURES + 100);
        assertThat(daemon.terminate()).isIn(0, 143);

        server.kill();
        dropped.addAll(drop(data, PICTURES + 100, 20));
        DaemonProcess second = DaemonProcess.start(data, options()).awaitReady();
        assertThat(second.text()).contains("not reachable yet");
        server.start();
        await("everything after a start without a server").atMost(PATIENCE).until(() -> archived(data) == PICTURES + 120);
        second.terminate();

        check(dropped, data);
    }

    @Test
    void twoDaemonsShareACollectionAndDoubleNothing() throws Exception {
        Path one = folder.resolve("one");
        Path two = folder.resolve("two");
        List<ImageId> all = drop(one, 0, 60);
        all.addAll(drop(two, 30, 60).subList(30, 60));
        DaemonProcess first = DaemonProcess.start(one, options());
        DaemonProcess second = DaemonProcess.start(two, options());
        first.awaitReady();
        second.awaitReady();
        await("both archives").atMost(PATIENCE).until(() -> archived(one) == 60 && archived(two) == 60);
        first.terminate();
        second.terminate();

        check(all);
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
            for (ImageId id : pictures) {
                var picture = index.find(id).orElseThrow(() -> new AssertionError(id + " is lost"));
                for (Path data : archives) {
                    assertThat(ImageId.of(Files.readAllBytes(data.resolve(picture.path())))).isEqualTo(id);
                }
            }
        }
    }

    private static List<ImageId> drop(Path data, int from, int count) throws Exception {
        Path inbox = Files.createDirectories(data.resolve("inbox"));
        List<ImageId> ids = new ArrayList<>();
        for (int seed = from; seed < from + count; seed++) {
            byte[] bytes = TestPictures.jpeg(seed, 320, 240);
            Files.write(inbox.resolve("picture-%04d.jpg".formatted(seed)), bytes);
            ids.add(ImageId.of(bytes));
        }
        return ids;
    }

    private static long archived(Path data) throws Exception {
        if (!Files.exists(data.resolve("archive"))) {
            return 0;
        }
        try (Stream<Path> walk = Files.walk(data.resolve("archive"))) {
            return walk.filter(Files::isRegularFile).count();
        }
    }

    private static String status(Path data) throws Exception {
        return Status.read(DataFolder.at(data)).map(Status::state).orElse("");
    }
}
