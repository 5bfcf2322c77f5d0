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

    /** At the start of each round: more than one durable write takes, so that a kill behind the first move meets pictures on their way. */
    private static final int WAITING = 100;
    private static final String[] OPTIONS = {"-D", "index.batch=32", "-D", "augment.recipe=article"};

    /** The picture itself and three variants: none of them may be missing, or be there without the others. */
    private static final int ENTRIES_A_PICTURE = 4;

    @TempDir
    Path folder;

    @Test
    void losesAndDoublesNothing() throws Exception {
        Path data = folder.resolve("data");
        Path inbox = Files.createDirectories(data.resolve("inbox"));
        List<ImageId> dropped = new ArrayList<>();
        Random random = new Random(20);
        int kills = 0;
        for (int round = 0; kills < KILLS; round++) {
            assertThat(round).as("rounds for %d kills while pictures flowed", kills).isLessThan(3 * KILLS);
            while (dropped.size() < PICTURES || count(inbox) < WAITING) {
                drop(inbox, dropped);
            }
            DaemonProcess daemon = DaemonProcess.start(data, OPTIONS);
            long before = count(inbox);
            // A kill before the first acknowledgement or after the last would prove nothing.
            await("the first move").atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(1)).until(() -> count(inbox) < before);
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(60_000)));
            daemon.kill();
            kills += count(inbox) > 0 ? 1 : 0;
        }
        assertThat(dropped).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(PICTURES);

        DaemonProcess last = DaemonProcess.start(data, OPTIONS).awaitReady();
        await("the inbox to empty").atMost(Duration.ofMinutes(2)).until(() -> count(inbox) == 0);
        last.terminate();

        assertThat(files(data.resolve("archive"))).as("archive").hasSize(dropped.size());
        assertThat(files(data.resolve("quarantine"))).as("quarantine").isEmpty();
        EmbeddingSpace space;
        try (TensorFlowEmbedder embedder = TensorFlowEmbedder.open(ModelOptions.of("street"))) {
            space = embedder.space();
        }
        try (EmbeddedIndex index = EmbeddedIndex.openReadOnly(data.resolve("index"), space, EmbeddedIndexOptions.DEFAULT)) {
            assertThat(index.size().pictures()).as("pictures").isEqualTo(dropped.size());
            assertThat(index.size().entries()).as("entries").isEqualTo((long) ENTRIES_A_PICTURE * dropped.size());
            for (ImageId id : dropped) {
                SourcePicture picture = index.find(id).orElseThrow(() -> new AssertionError(id + " is lost"));
                assertThat(ImageId.of(Files.readAllBytes(data.resolve(picture.path())))).as(picture.path()).isEqualTo(id);
            }
        }
    }

    private static void drop(Path inbox, List<ImageId> dropped) throws Exception {
        byte[] bytes = TestPictures.jpeg(dropped.size(), 640, 480);
        Files.write(inbox.resolve("picture-%03d.jpg".formatted(dropped.size())), bytes);
        dropped.add(ImageId.of(bytes));
    }

    private static long count(Path inbox) throws Exception {
        try (Stream<Path> list = Files.list(inbox)) {
            return list.filter(Files::isRegularFile).count();
        }
    }

    private static List<Path> files(Path folder) throws Exception {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile).toList();
        }
    }
}
