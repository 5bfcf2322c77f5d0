package io.streetmatch.app;

import io.streetmatch.folder.DataFolder;
import io.streetmatch.folder.FileNames;
import io.streetmatch.report.Answer;
import io.streetmatch.report.ResultJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Asks a daemon the way people do: drops a file into the probe folder and waits for its result file. */
record Probes(DataFolder data) {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /**
     * An answer as it came.
     *
     * @param file the result file
     * @param elapsed from the drop to the moment the file was there
     */
    record Reply(Answer answer, Path file, Duration elapsed) {}

    /**
     * Asks one question.
     *
     * @param name of the file to drop; as the daemon would rename it, a backslash in it becomes another letter. A result of that name from
     *     before is replaced
     * @throws IOException when no answer comes within two minutes
     */
    Reply ask(String name, byte[] bytes) throws IOException, InterruptedException {
        String dropped = FileNames.withoutBackslashes(name);
        Path result = data.results().resolve(dropped + ".json");
        Files.deleteIfExists(result);
        Path hidden = data.probe().resolve("." + dropped + ".part");
        Files.write(hidden, bytes);
        long start = System.nanoTime();
        Files.move(hidden, data.probe().resolve(dropped), StandardCopyOption.ATOMIC_MOVE);
        while (!Files.exists(result)) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new IOException("No answer to %s within %s. Look at 'bin/streetmatch status' and the log."
                        .formatted(data.probe().resolve(dropped), Progress.spelled(PATIENCE)));
            }
            TimeUnit.NANOSECONDS.sleep(LOOK_AGAIN_NANOS);
        }
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        return new Reply(ResultJson.parseAnswer(Files.readString(result)), result, elapsed);
    }
}
