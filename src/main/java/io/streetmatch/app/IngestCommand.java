package io.streetmatch.app;

import io.streetmatch.app.FolderIngest.Outcome;
import io.streetmatch.app.FolderIngest.StoppedException;
import io.streetmatch.folder.DaemonLock;
import io.streetmatch.folder.DataFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "ingest", description = "Copy a folder's pictures into the inbox and wait until all can be found; the originals stay untouched.",
        mixinStandardHelpOptions = true)
final class IngestCommand implements Callable<Integer> {

    /** What shells take for "ended by Ctrl-C". */
    static final int STOPPED = 130;

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Parameters(paramLabel = "DIR", description = "Folder with pictures; its sub-folders are taken along.")
    private Path folder = Path.of(".");

    @Override
    public Integer call() throws Exception {
        Settings settings = options.settings();
        DataFolder data = settings.dataFolder();
        requireSource(folder, data);
        Daemon.prepare(data);
        long maxBytes = settings.get(Keys.IMAGE_MAX_BYTES);
        if (DaemonLock.isHeld(data)) {
            try (Engine engine = Engine.openForQuestions(settings, data)) {
                FolderIngest ingest = new FolderIngest(folder, data, maxBytes, engine.index(), () -> isRunning(data), System.err);
                Runtime.getRuntime().addShutdownHook(new Thread(ingest::stop, "stop"));
                return run(ingest);
            }
        }
        try (Daemon own = Daemon.start(settings, options.home())) {
            FolderIngest ingest = new FolderIngest(folder, data, maxBytes, own.engine().index(), () -> true, System.err);
            own.closeAtExit(ingest::stop);
            return run(ingest);
        }
    }

    /** Makes sure that pictures can be copied from a folder, before anything is made. */
    static void requireSource(Path folder, DataFolder data) throws SettingsException, IOException {
        if (!Files.isDirectory(folder)) {
            throw new SettingsException(folder + (Files.exists(folder) ? " is not a folder." : " is not there.") + " Name a folder with pictures.");
        }
        if (!Files.isReadable(folder)) {
            throw new SettingsException("%s cannot be read by user '%s'.".formatted(folder, System.getProperty("user.name")));
        }
        Path source = folder.toRealPath();
        if (source.startsWith(real(data.inbox()))) {
            throw new SettingsException(("%s lies in the inbox, whose files are moved when they are taken in. Let 'bin/streetmatch run' take them in"
                    + " where they are, or name a folder outside.").formatted(folder));
        }
        // What was answered is left alone.
        if (source.startsWith(real(data.probe())) && !source.startsWith(real(data.answeredQuestions()))) {
            throw new SettingsException(("%s lies in the folder of questions, whose files are moved when they are answered. Copy the pictures to a folder"
                    + " outside, and name that.").formatted(folder));
        }
        if (real(data.root()).startsWith(source) || real(data.inbox()).startsWith(source)) {
            throw new SettingsException("The data folder %s lies inside %s: it would be taken in itself. Name another folder."
                    .formatted(data.root(), folder));
        }
    }

    /** Where a folder really is; it, or some of those above it, may be a link. */
    private static Path real(Path folder) throws IOException {
        return Files.exists(folder) ? folder.toRealPath() : folder;
    }

    private static int run(FolderIngest ingest) throws Exception {
        Progress progress = new Progress(System.err, Terminal.showsProgress(), "files");
        try {
            Map<Outcome, Long> counts = ingest.run(progress);
            print(counts, progress.elapsed());
            return counts.get(Outcome.UNREADABLE) + counts.get(Outcome.POSTPONED) == 0 ? 0 : 1;
        } catch (StoppedException e) {
            return STOPPED;
        }
    }

    static void print(Map<Outcome, Long> counts, Duration elapsed) {
        double seconds = elapsed.toNanos() / 1e9;
        long indexed = counts.get(Outcome.INDEXED);
        counts.forEach((outcome, count) -> {
            if (count > 0 || outcome == Outcome.INDEXED) {
                System.out.printf(Locale.ROOT, "%,10d  %s%n", count, outcome.text());
            }
        });
        System.out.printf(Locale.ROOT, indexed == 0 ? "in %.1f s%n" : "in %.1f s, %.0f pictures a second%n", seconds, indexed / seconds);
    }

    private static boolean isRunning(DataFolder data) {
        try {
            return DaemonLock.isHeld(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
