package io.streetmatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.streetmatch.folder.DataFolder;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandstillTest {

    private static final long ONE_POSTPONED = 1;

    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Progress progress = new Progress(new PrintStream(OutputStream.nullOutputStream()), false, "files");
    private DataFolder data;
    private Standstill standstill;

    @BeforeEach
    void begin() throws Exception {
        data = DataFolder.at(folder);
        data.prepare();
        say(Status.RUNNING, Duration.ZERO, 0, ONE_POSTPONED);
        standstill = new Standstill(data, new PrintStream(said, true, StandardCharsets.UTF_8), nanos::get);
    }

    @Test
    void isWhenFilesFailedAndNothingElseGoesOnForLong() throws Exception {
        say(Status.RUNNING, Duration.ZERO, 0, ONE_POSTPONED + 1);
        pass(44);
        assertThat(standstill.look(progress)).isEmpty();
        pass(1);
        assertThat(standstill.look(progress)).map(Status::postponed).contains(ONE_POSTPONED + 1);
        standstill.progressed();
        assertThat(standstill.look(progress)).isEmpty();
        assertThat(said.size()).isZero();
    }

    @Test
    void isNotWhileNothingFailedSince() throws Exception {
        pass(100);
        assertThat(standstill.look(progress)).isEmpty();
    }

    @Test
    void isNotWhileTheDaemonWorksOrWaits() throws Exception {
        say(Status.RUNNING, Duration.ZERO, 1, ONE_POSTPONED + 1);
        pass(45);
        assertThat(standstill.look(progress)).isEmpty();
        say(Status.WAITING, Duration.ZERO, 0, ONE_POSTPONED + 1);
        pass(45);
        assertThat(standstill.look(progress)).isEmpty();
        // That it was at work counts from then on.
        say(Status.RUNNING, Duration.ZERO, 0, ONE_POSTPONED + 1);
        pass(44);
        assertThat(standstill.look(progress)).isEmpty();
        pass(1);
        assertThat(standstill.look(progress)).isPresent();
    }

    @Test
    void saysOnceThatTheDaemonIsSilentAndWaitsForIt() throws Exception {
        say(Status.RUNNING, Duration.ofSeconds(100), 0, ONE_POSTPONED + 1);
        for (int i = 0; i < 2; i++) {
            pass(45);
            assertThat(standstill.look(progress)).isEmpty();
        }
        assertThat(said.toString(StandardCharsets.UTF_8)).containsOnlyOnce("The daemon (process 7) has said nothing for 1 min 4")
                .contains("the same command goes on where it stopped");
    }

    private void pass(long seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private void say(String state, Duration ago, int queued, long postponed) throws Exception {
        Instant time = Instant.now().minus(ago);
        new Status(state, 7, time.minusSeconds(60).toString(), time.toString(), 3, 0, 0, 0, postponed, queued, 3, 0, Status.NONE, "street", "CPU",
                "embedded", "", List.of("bad.jpg: no room")).write(data);
    }
}
