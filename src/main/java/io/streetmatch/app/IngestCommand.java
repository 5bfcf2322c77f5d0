package io.streetmatch.app;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "ingest", description = "Copy a folder's files into the inbox and wait until all are done; the originals stay untouched.",
        mixinStandardHelpOptions = true)
final class IngestCommand implements Callable<Integer> {

    private static final int MAX_DEPTH = 32;

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
        DataFolder data = DataFolder.of(settings);
        data.prepare();
        List<Path> waiting = copy(data);
        int total = waiting.size();
        Optional<DaemonLock> free = DaemonLock.tryAcquire(data);
        if (free.isEmpty()) {
            return finish(await(waiting, total), total, data);
        }
        free.get().close();
        try (Daemon own = Daemon.start(settings, options.home())) {
            return finish(await(waiting, total), total, data);
        }
    }

    /** Copies under a hidden name and renames: the daemon never sees half a file. */
    private List<Path> copy(DataFolder data) throws IOException {
        List<Path> copies = new ArrayList<>();
        Path root = folder.toAbsolutePath().normalize();
        List<Path> files;
        try (Stream<Path> walk = Files.walk(root, MAX_DEPTH)) {
            files = walk.filter(Files::isRegularFile).filter(file -> !hidden(root.relativize(file))).sorted().toList();
        }
        for (Path file : files) {
            Path target = data.inbox().resolve(root.relativize(file).toString());
            if (Files.exists(target)) {
                throw new FileAlreadyExistsException(target + " is still in the inbox; wait until it is done, then ingest again");
            }
            Files.createDirectories(target.getParent());
            Path temporary = target.resolveSibling("." + target.getFileName() + ".part");
            Files.copy(file, temporary, StandardCopyOption.REPLACE_EXISTING);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            copies.add(target);
        }
        return copies;
    }

    private static boolean hidden(Path relative) {
        for (Path part : relative) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    private static long await(List<Path> waiting, int total) throws InterruptedException {
        boolean terminal = System.console() != null;
        long start = System.nanoTime();
        List<Path> left = waiting;
        while (true) {
            left = left.stream().filter(Files::exists).toList();
            int done = total - left.size();
            double seconds = (System.nanoTime() - start) / 1e9;
            if (terminal) {
                bar(System.err, done, total, done / seconds);
            }
            if (left.isEmpty()) {
                return System.nanoTime() - start;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private static void bar(PrintStream out, int done, int total, double rate) {
        int filled = total == 0 ? 30 : 30 * done / total;
        out.printf("\r[%s%s] %d of %d, %.0f a second, %.0f s left  %s", "#".repeat(filled), " ".repeat(30 - filled), done, total, rate,
                rate > 0 ? (total - done) / rate : 0, done == total ? "\n" : "");
        out.flush();
    }

    private static int finish(long nanos, int total, DataFolder data) {
        System.out.printf("%d files done in %.1f s; what was no picture lies in %s%n", total, nanos / 1e9, data.quarantine());
        return 0;
    }
}
