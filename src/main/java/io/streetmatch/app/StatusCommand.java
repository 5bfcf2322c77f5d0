package io.streetmatch.app;

import io.streetmatch.folder.DaemonLock;
import io.streetmatch.folder.DataFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "status", mixinStandardHelpOptions = true,
        description = "What the daemon is doing. Exit code 0: it works; 3: it does not run; 4: it starts, stops, waits for its index, or has said"
                + " nothing for half a minute.")
final class StatusCommand implements Callable<Integer> {

    /** The exit code that init scripts use for "not running". */
    private static final int NOT_RUNNING = 3;

    /** The exit code that init scripts use for "unknown". */
    private static final int NOT_AT_WORK = 4;

    private static final int COUNTED_AT_MOST = 100_000;

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Option(names = "--json", description = "The same as one line of JSON, for programs.")
    private boolean json;

    @Override
    public Integer call() throws SettingsException, IOException {
        return show(options.settings().dataFolder(), json, Instant.now(), System.out);
    }

    /** Says it, and gives the exit code. */
    static int show(DataFolder data, boolean json, Instant now, PrintStream out) throws IOException {
        Optional<Long> process = DaemonLock.process(data);
        if (process.isEmpty()) {
            out.println(json ? "{\"state\":\"not running\"}" : "not running on " + data.root());
            return NOT_RUNNING;
        }
        // What a process that was killed left there is not what this one says.
        Optional<Status> status = Status.read(data).filter(said -> said.pid() == process.get());
        if (status.isEmpty()) {
            out.println(json ? "{\"state\":\"starting\"}" : "starting (process %d)".formatted(process.get()));
            return NOT_AT_WORK;
        }
        Status seen = status.get().seen(now);
        out.println(json ? seen.toJson() : seen.toText(waiting(data.inbox()), now).stripTrailing());
        return seen.state().equals(Status.RUNNING) ? 0 : NOT_AT_WORK;
    }

    /** How many files lie in the inbox; a very full one is not counted to the end. */
    private static String waiting(Path inbox) {
        try (Stream<Path> walk = Files.walk(inbox)) {
            long count = walk.filter(file -> !file.getFileName().toString().startsWith(".") && Files.isRegularFile(file)).limit(COUNTED_AT_MOST)
                    .count();
            return String.format(Locale.ROOT, count == COUNTED_AT_MOST ? "%,d or more" : "%,d", count);
        } catch (IOException | UncheckedIOException e) {
            // A file that moves away while it is counted.
            return "some";
        }
    }
}
