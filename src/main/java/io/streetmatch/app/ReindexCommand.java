package io.streetmatch.app;

import io.streetmatch.folder.DaemonLock;
import io.streetmatch.folder.DataFolder;
import io.streetmatch.folder.TemporaryFolder;
import io.streetmatch.index.IndexMismatchException;
import io.streetmatch.index.VectorIndex;
import io.streetmatch.search.Reindex;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Builds {@code index.next} from the archive and swaps it in.
 *
 * <p>A daemon may run meanwhile: it writes to the index in use. The swap needs the lock; what the daemon took in since is embedded under
 * it first, so that nothing is left behind.
 */
@Command(name = "reindex", mixinStandardHelpOptions = true,
        description = "Embeds the pictures of the archive again, for another model or recipe, beside the index in use, and swaps at the end."
                + " Interrupted, the same command goes on.")
final class ReindexCommand implements Callable<Integer> {

    private static final int SHOWN = 10;

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Option(names = "--without-missing", description = "Swap although files of the archive are gone: their pictures leave the collection.")
    private boolean withoutMissing;

    @Override
    public Integer call() throws Exception {
        Settings settings = options.settings();
        if (settings.get(Keys.INDEX).equals(Indexes.MILVUS)) {
            throw new SettingsException("reindex works on the embedded index. With Milvus, set another milvus.collection and ingest the folder"
                    + " data/archive: the new collection is built beside the old one.");
        }
        DataFolder data = settings.dataFolder();
        Daemon.prepare(data);
        boolean complete = pass(settings, data);
        Optional<DaemonLock> lock = DaemonLock.tryAcquire(data);
        if (lock.isEmpty()) {
            System.out.printf("The new index is built in %s; the daemon still uses the old one (%s).%nStop it and run reindex again: that takes"
                    + " in what came meanwhile, and swaps.%n", data.nextIndex(), DaemonLock.holder(data));
            return complete ? 0 : 1;
        }
        try (DaemonLock held = lock.get()) {
            return swap(settings, data);
        }
    }

    private int swap(Settings settings, DataFolder data) throws Exception {
        data.finishSwap();
        if (!pass(settings, data)) {
            System.out.println("Nothing was swapped. Put the files back, or run reindex --without-missing to go on without them.");
            return 1;
        }
        System.out.printf("Swapped. The former index is %s; delete it when all is well.%n", data.swapIndex());
        return 0;
    }

    /** Brings the new index up to date; false when it must not take the other one's place. */
    private boolean pass(Settings settings, DataFolder data) throws Exception {
        Optional<VectorIndex> source = new Indexes(settings).asItIs(data.index());
        if (source.isEmpty()) {
            throw new SettingsException("There is no collection in " + data.root() + " yet. Drop pictures into " + data.inbox() + ".");
        }
        try (VectorIndex from = source.get(); Engine engine = beside(settings, data)) {
            long total = from.size().pictures();
            Progress progress = new Progress(System.err, Terminal.showsProgress(), "pictures");
            Reindex.Outcome outcome = new Reindex(from, engine.index(), engine.ingest(), data.root()).run(seen -> {
                synchronized (progress) {
                    progress.show(seen, total);
                }
            });
            progress.end();
            Duration elapsed = progress.elapsed();
            System.out.printf(Locale.ROOT, "%,d pictures embedded, %,d were there, %,d left out, in %s%n", outcome.embedded(), outcome.already(),
                    outcome.missing().size(), Progress.spelled(elapsed));
            outcome.missing().stream().limit(SHOWN).forEach(System.out::println);
            return outcome.missing().isEmpty() || withoutMissing;
        }
    }

    /** Opens the new index; one that an earlier run began for another model or recipe is begun anew. */
    private static Engine beside(Settings settings, DataFolder data) throws Exception {
        Path next = data.nextIndex();
        try {
            Engine engine = Engine.openBeside(settings, data);
            if (engine.index().outdated(engine.variants().recipe()) == 0) {
                return engine;
            }
            engine.close();
        } catch (IndexMismatchException e) {
            System.out.println("Another model's index was begun in " + next + "; it is begun anew.");
        }
        if (Files.exists(next)) {
            new TemporaryFolder(next).close();
        }
        return Engine.openBeside(settings, data);
    }
}
