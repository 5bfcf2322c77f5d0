package io.streetmatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.streetmatch.folder.DaemonLock;
import io.streetmatch.folder.DataFolder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** This process holds the lock of the data folder, as a daemon does. */
class StatusCommandTest {

    private static final Instant SAID = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    Path folder;

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private DataFolder data;
    private DaemonLock lock;

    @BeforeEach
    void hold() throws Exception {
        data = DataFolder.at(folder);
        data.prepare();
        lock = DaemonLock.tryAcquire(data).orElseThrow();
    }

    @AfterEach
    void release() throws Exception {
        lock.close();
    }

    @Test
    void endsWithZeroOnlyWhileTheDaemonWorks() throws Exception {
        assertThat(show(true, Duration.ZERO)).as("nothing said yet").isEqualTo(4);
        say(Status.RUNNING, "");
        assertThat(show(true, Duration.ofSeconds(1))).isZero();
        say(Status.WAITING, "the server is silent");
        assertThat(show(true, Duration.ofSeconds(1))).isEqualTo(4);
        say(Status.STOPPING, "");
        assertThat(show(true, Duration.ofSeconds(1))).isEqualTo(4);
        assertThat(text()).contains("\"state\":\"starting\"", "\"state\":\"running\"", "\"state\":\"waiting for the index\"",
                "\"state\":\"stopping\"");
        lock.close();
        assertThat(show(true, Duration.ofSeconds(1))).isEqualTo(3);
    }

    @Test
    void doesNotTakeWhatWasSaidLongAgoForTheState() throws Exception {
        say(Status.RUNNING, "");
        assertThat(show(false, Duration.ofSeconds(30))).isZero();
        assertThat(text()).startsWith("running, process ").doesNotContain("said");
        assertThat(show(false, Duration.ofSeconds(123))).isEqualTo(4);
        assertThat(text()).contains("silent, process %d, has said nothing for 2 min 3 s; it may be frozen, or its disk full. What it said last:"
                .formatted(ProcessHandle.current().pid()));
        assertThat(show(true, Duration.ofSeconds(31))).isEqualTo(4);
        assertThat(text()).contains("\"state\":\"silent\"", "\"time\":\"" + SAID + "\"");
    }

    private void say(String state, String waitingFor) throws Exception {
        new Status(state, ProcessHandle.current().pid(), SAID.minusSeconds(60).toString(), SAID.toString(), 3, 0, 0, 0, 0, 0, 3, 0, Status.NONE,
                "street", "CPU", "embedded", waitingFor, List.of()).write(data);
    }

    private int show(boolean json, Duration later) throws Exception {
        return StatusCommand.show(data, json, SAID.plus(later), new PrintStream(shown, true, StandardCharsets.UTF_8));
    }

    private String text() {
        return shown.toString(StandardCharsets.UTF_8);
    }
}
