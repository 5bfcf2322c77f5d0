package io.streetmatch.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fills the disk under a running daemon and gives it room again. Needs the right to mount a small file system. */
class FullDiskIT {

    private static final int PICTURES = 60;

    @TempDir
    Path folder;

    private Path data;
    private Path stage;
    private Path filler;

    @BeforeEach
    void mount() throws Exception {
        // The data folder alone: what the daemon prints is to find room.
        data = Files.createDirectory(folder.resolve("data"));
        boolean mounted = mounted();
        assumeTrue(mounted, "skipped: a file system of 40 MB cannot be mounted here (needs Linux and root)");
        filler = data.resolve("filler");
        stage = Files.createDirectory(data.resolve("stage"));
        for (int i = 0; i < PICTURES; i++) {
            Files.write(stage.resolve(i + ".jpg"), TestPictures.jpeg(i, 320, 240));
        }
    }

    private boolean mounted() throws InterruptedException {
        try {
            return new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", data.toString()).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @AfterEach
    void unmount() throws Exception {
        new ProcessBuilder("umount", "-l", data.toString()).start().waitFor();
    }

    @Test
    void waitsForRoomAndLosesNothing() throws Exception {
        DaemonProcess daemon = DaemonProcess.start(data).awaitReady();
        try {
            dropOnAFullDisk(daemon);
            Files.delete(filler);
            awaitAllStored();
        } finally {
            daemon.kill();
        }
    }

    @Test
    void stopsWhileThereIsNoRoomAndTakesInTheRestAfterwards() throws Exception {
        DaemonProcess daemon = DaemonProcess.start(data).awaitReady();
        try {
            dropOnAFullDisk(daemon);
            long archived = files(data.resolve("archive"));
            assertThat(archived).as("stored before the disk was full").isLessThan(PICTURES);
            // Well below the minute that pictures under way would be waited for.
            daemon.terminate(Duration.ofSeconds(20));
            assertThat(daemon.text()).endsWith("Stopped\n").doesNotContain("is tried again in");
            assertThat(files(data.resolve("archive"))).isEqualTo(archived);
            assertThat(files(data.resolve("inbox"))).isEqualTo(PICTURES - archived);
            assertThat(files(data.resolve("quarantine"))).isZero();
            Files.delete(filler);
            daemon = DaemonProcess.start(data).awaitReady();
            awaitAllStored();
        } finally {
            daemon.kill();
        }
    }

    /** Leaves no room, then drops the pictures, until the daemon complains. */
    private void dropOnAFullDisk(DaemonProcess daemon) throws IOException {
        fill(filler);
        for (int i = 0; i < PICTURES; i++) {
            Files.move(stage.resolve(i + ".jpg"), data.resolve("inbox").resolve(i + ".jpg"));
        }
        await("the daemon to notice").atMost(Duration.ofSeconds(60)).until(() -> daemon.text().contains("No space left on device"));
    }

    private void awaitAllStored() throws IOException {
        await("all to be stored").atMost(Duration.ofSeconds(60)).until(() -> files(data.resolve("archive")) == PICTURES);
        assertThat(files(data.resolve("quarantine"))).isZero();
        await().atMost(Duration.ofSeconds(10)).until(() -> files(data.resolve("inbox")) == 0);
        await("the status to say so").atMost(Duration.ofSeconds(60))
                .until(() -> DaemonProcess.run(data, "status", "--json").output().contains("\"pictures\":" + PICTURES + ","));
    }

    private static void fill(Path filler) throws IOException {
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    private static long files(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile).count();
        }
    }
}
