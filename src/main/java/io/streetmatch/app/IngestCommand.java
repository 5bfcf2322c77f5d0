package io.streetmatch.app;

import io.streetmatch.app.FolderIngest.Outcome;
import io.streetmatch.folder.DaemonLock;
import io.streetmatch.folder.DataFolder;
import io.streetmatch.index.VectorIndex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "ingest", description = "Copy a folder's pictures into the inbox and wait until all can be found; the originals stay untouched.",
        mixinStandardHelpOptions = true)
final class IngestCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Parameters(paramLabel = "DIR", description = "Folder with pictures; its sub-folders are taken along.")
    private Path folder = Path.of(".");

    @Override
    public Integer call() throws Exception {
        if (!Files.isDirectory(folder)) {
            throw new SettingsException(folder + " is not a folder. Name a folder with pictures.");
        }
        Settings settings = options.settings();
        DataFolder data = settings.dataFolder();
        Daemon.prepare(data);
        if (data.root().startsWith(folder.toAbsolutePath().normalize())) {
            throw new SettingsException("The data folder %s lies inside %s: it would be taken in itself. Name another folder."
                    .formatted(data.root(), folder));
        }
        if (DaemonLock.isHeld(data)) {
            try (Engine engine = Engine.openForQuestions(settings, data)) {
                return ingest(data, settings.get(Keys.IMAGE_MAX_BYTES), engine.index(), () -> isRunning(data));
            }
        }
        try (Daemon own = Daemon.start(settings, options.home())) {
            own.closeAtExit();
            return ingest(data, settings.get(Keys.IMAGE_MAX_BYTES), own.engine().index(), () -> true);
        }
    }

    private int ingest(DataFolder data, long maxBytes, VectorIndex index, BooleanSupplier daemonRuns) throws Exception {
        Progress progress = new Progress(System.err, Terminal.showsProgress(), "files");
        Map<Outcome, Long> counts = new FolderIngest(folder, data, maxBytes, index, daemonRuns, System.err).run(progress);
        print(counts, progress.elapsed());
        return counts.get(Outcome.UNREADABLE) == 0 ? 0 : 1;
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
