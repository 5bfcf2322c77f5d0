package io.streetmatch.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streetmatch.embed.EmbeddingSpace;
import io.streetmatch.embed.ModelOptions;
import io.streetmatch.embed.TensorFlowEmbedder;
import io.streetmatch.image.ImageId;
import io.streetmatch.index.EmbeddedIndex;
import io.streetmatch.index.EmbeddedIndexOptions;
import io.streetmatch.index.SourcePicture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills the real daemon with kill -9, again and again, while pictures flow. */
class KillIT {

    private static final int PICTURES = 500;
    private static final int KILLS = 20;

    @TempDir
    Path folder;

    @Test
    void losesAndDoublesNothing() throws Exception {
        Path data = folder.resolve("data");
        Path inbox = Files.createDirectories(data.resolve("inbox"));
        List<ImageId> dropped = new ArrayList<>();
        for (int i = 0; i < PICTURES; i++) {
            byte[] bytes = TestPictures.jpeg(i, 320, 240);
            Files.write(inbox.resolve("picture-%03d.jpg".formatted(i)), bytes);
            dropped.add(ImageId.of(bytes));
        }
        assertThat(dropped).doesNotHaveDuplicates();
        Random random = new Random(20);
        int inFlow = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            int before = files(inbox).size();
            DaemonProcess daemon = DaemonProcess.start(data).awaitReady();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(200)));
            daemon.kill();
            int after = files(inbox).size();
            inFlow += after < before && after > 0 ? 1 : 0;
        }
        // Kills before the first or after the last picture would prove nothing.
        assertThat(inFlow).as("kills while pictures flowed").isGreaterThanOrEqualTo(KILLS / 2);

        DaemonProcess last = DaemonProcess.start(data).awaitReady();
        await("the inbox to empty").atMost(Duration.ofMinutes(2)).until(() -> files(inbox).isEmpty());
        last.terminate();

        assertThat(files(data.resolve("archive"))).as("archive").hasSize(PICTURES);
        assertThat(files(data.resolve("quarantine"))).as("quarantine").isEmpty();
        EmbeddingSpace space;
        try (TensorFlowEmbedder embedder = TensorFlowEmbedder.open(ModelOptions.of("street"))) {
            space = embedder.space();
        }
        try (EmbeddedIndex index = EmbeddedIndex.openReadOnly(data.resolve("index"), space, EmbeddedIndexOptions.DEFAULT)) {
            assertThat(index.size().entries()).as("entries").isEqualTo(PICTURES);
            for (ImageId id : dropped) {
                SourcePicture picture = index.find(id).orElseThrow(() -> new AssertionError(id + " is lost"));
                assertThat(ImageId.of(Files.readAllBytes(data.resolve(picture.path())))).as(picture.path()).isEqualTo(id);
            }
        }
    }

    private static List<Path> files(Path folder) throws Exception {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile).toList();
        }
    }
}
