package io.streetmatch.app;

import io.streetmatch.embed.EmbeddingSpace;
import io.streetmatch.folder.DaemonLock;
import io.streetmatch.folder.DataFolder;
import io.streetmatch.index.IndexMismatchException;
import io.streetmatch.index.MilvusIndex;
import io.streetmatch.index.VectorIndex;
import io.streetmatch.search.Reindex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a collection to the configured model and recipe: builds another one beside it from the archive, and puts that in its place.
 *
 * <p>A daemon may run meanwhile; it goes on with the model and the collection it was started with. Putting the new collection in place
 * needs the lock, and first of all what the daemon has taken in since. While a daemon runs the new collection is therefore only marked as
 * complete, and the daemon does the rest at its next start ({@link #takeCompleted}). Every step can be repeated after a crash.
 *
 * @param settings with the new model and recipe
 * @param withoutMissing whether pictures whose files are gone from the archive may be left out
 */
record Reindexing(Settings settings, boolean withoutMissing) {

    private static final Logger LOG = LoggerFactory.getLogger(Reindexing.class);
    private static final int SHOWN = 10;

    /** Ends the note of a new collection that may lack pictures whose files are gone. */
    private static final String WITHOUT_MISSING = ", without missing files";

    private static final double GIGABYTE = 1e9;

    /** How far a pass over the old collection came. */
    private enum Pass { COMPLETE, WITH_GAPS, NOTHING_TO_DO }

    /**
     * Does as much of it as can be done now, and says what.
     *
     * @return exit code
     */
    int run() throws Exception {
        DataFolder data = settings.dataFolder();
        if (!new Indexes(settings).hasCollection(data)) {
            throw noCollection(data);
        }
        Daemon.prepare(data);
        Pass pass = pass(data);
        if (pass == Pass.NOTHING_TO_DO) {
            System.out.println("Everything in the collection is of the configured model and recipe already.");
            return 0;
        }
        if (pass == Pass.WITH_GAPS) {
            System.out.println("The collection in use stays. Put the files back, or run reindex --without-missing to go on without them."
                    + (inMilvus() ? " Where other data folders fill this collection, too, run reindex for each: what one lacks another"
                            + " has." : ""));
            return 1;
        }
        Optional<DaemonLock> lock = DaemonLock.tryAcquire(data);
        if (lock.isEmpty()) {
            data.completeNextIndex(purpose() + (withoutMissing ? WITHOUT_MISSING : ""));
            System.out.printf("The new collection is complete; the daemon still uses the old one (%s).%nbin/streetmatch restart takes in what"
                    + " came meanwhile, and puts the new one in its place.%n", DaemonLock.holder(data));
            return 0;
        }
        try (DaemonLock held = lock.get()) {
            data.finishSwap();
            if (pass(data) == Pass.WITH_GAPS) {
                return 1;
            }
            System.out.println(swap(data));
            if (inMilvus()) {
                System.out.println("Daemons of other data folders go on with the former one until they are restarted; each takes along then what"
                        + " it has taken in meanwhile.");
            }
            return 0;
        }
    }

    /**
     * Puts a collection that {@link #run} completed while a daemon ran in its place, if there is one for this model and recipe. Only for
     * the process that holds the lock.
     */
    static void takeCompleted(Settings settings, DataFolder data) throws Exception {
        data.finishSwap();
        Optional<String> completed = data.completedNextIndex();
        if (completed.isEmpty()) {
            return;
        }
        String purpose = completed.get().replace(WITHOUT_MISSING, "");
        // Others may fill a collection in Milvus: what they took in meanwhile lies in their data folders, and they see to it.
        Reindexing reindexing = new Reindexing(settings, completed.get().endsWith(WITHOUT_MISSING) || new Indexes(settings).inMilvus());
        if (!purpose.equals(reindexing.purpose())) {
            LOG.warn("A new collection was completed for another model or recipe ({}); it stays beside the one in use. bin/streetmatch reindex"
                    + " builds one for the configuration in force.", purpose);
            return;
        }
        LOG.info("Putting the new collection in its place; first what came meanwhile");
        switch (reindexing.pass(data)) {
            case COMPLETE -> LOG.info("{}", reindexing.swap(data));
            case NOTHING_TO_DO -> data.dropNextIndex();
            case WITH_GAPS -> LOG.warn("The new collection is not put in its place: it lacks pictures whose files are gone. Put them back and"
                    + " start again, or run bin/streetmatch reindex --without-missing.");
        }
    }

    /** What a collection is built for, in words that are the same for the same model, recipe and kind of index. */
    private String purpose() throws Exception {
        EmbeddingSpace space = Engine.spaceOf(settings);
        return "%s index, model %s (fingerprint %s, metric %s), recipe %s".formatted(settings.get(Keys.INDEX), space.model(),
                space.fingerprint(), space.metric(), settings.variants().recipe());
    }

    private Pass pass(DataFolder data) throws Exception {
        Optional<VectorIndex> source = new Indexes(settings).asItIs(data);
        if (source.isEmpty()) {
            throw noCollection(data);
        }
        try (VectorIndex from = source.get()) {
            if (from.space().isComparableWith(Engine.spaceOf(settings)) && from.outdated(settings.variants().recipe()) == 0) {
                return Pass.NOTHING_TO_DO;
            }
            return pass(data, from);
        }
    }

    private static SettingsException noCollection(DataFolder data) {
        return new SettingsException("There is no collection in %s yet. Drop pictures into %s.".formatted(data.root(), data.inbox()));
    }

    private Pass pass(DataFolder data, VectorIndex from) throws Exception {
        try (Engine engine = beside(data)) {
            requireRoom(data, from, engine);
            return pass(data, from, engine);
        }
    }

    private Pass pass(DataFolder data, VectorIndex from, Engine engine) throws Exception {
        long total = from.size().pictures();
        Progress progress = new Progress(System.err, Terminal.showsProgress(), "pictures");
        Reindex.Outcome outcome = new Reindex(from, engine.index(), engine.ingest(), engine.variants().recipe(), data.root()).run(done -> {
            synchronized (progress) {
                progress.show(done, total);
            }
        });
        progress.end();
        System.out.printf(Locale.ROOT, "%,d pictures embedded, %,d copied, %,d were there, %,d left out, in %s%n", outcome.embedded(),
                outcome.copied(), outcome.already(), outcome.missing(), Progress.spelled(progress.elapsed()));
        outcome.reasons().stream().limit(SHOWN).forEach(reason -> System.out.println("  left out: " + reason));
        return outcome.missing() == 0 || withoutMissing ? Pass.COMPLETE : Pass.WITH_GAPS;
    }

    /** Opens the new collection; an embedded one that an earlier run began for another model or recipe is begun anew. */
    private Engine beside(DataFolder data) throws Exception {
        try {
            Engine engine = Engine.openBeside(settings, data);
            if (inMilvus() || engine.index().outdated(engine.variants().recipe()) == 0) {
                return engine;
            }
            engine.close();
        } catch (IndexMismatchException e) {
            LOG.debug("another model's collection was begun", e);
        }
        System.out.println("A collection that was begun for another model or recipe is begun anew.");
        data.dropNextIndex();
        return Engine.openBeside(settings, data);
    }

    /** Refuses what would certainly fill the disk: the new index takes as much as the old one, by its number of entries. */
    private void requireRoom(DataFolder data, VectorIndex from, Engine engine) throws Exception {
        if (inMilvus()) {
            return;
        }
        long entries = Math.max(1, from.size().entries());
        long wanted = from.size().pictures() * (1 + engine.variants().variantCount()) - engine.index().size().entries();
        double floats = (double) engine.embedder().space().dimension() / from.space().dimension();
        double bytes = (double) bytes(data.index()) / entries * Math.max(0, wanted) * floats;
        long free = Files.getFileStore(data.root()).getUsableSpace();
        if (bytes > free) {
            throw new SettingsException(String.format(Locale.ROOT, "The new index takes about %.1f GB beside the old one, and %s has %.1f GB"
                    + " free. Make room and run reindex again.", bytes / GIGABYTE, data.root(), free / GIGABYTE));
        }
    }

    private boolean inMilvus() {
        return new Indexes(settings).inMilvus();
    }

    private static long bytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            // A daemon merges meanwhile: files come and go; one that is gone has no length.
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private String swap(DataFolder data) throws Exception {
        if (!inMilvus()) {
            return "The new index is in its place. The former one is %s; delete it when all is well.".formatted(data.swapIndex());
        }
        try (Engine engine = Engine.openBeside(settings, data)) {
            MilvusIndex index = (MilvusIndex) engine.index();
            String former = index.takePlace();
            data.dropNextIndex();
            if (former.equals(index.ownName())) {
                return "The collection %s, which is in use, was brought up to date.".formatted(former);
            }
            return "The alias %s now stands for %s. The former collection is %s; drop it when all is well."
                    .formatted(settings.get(Keys.MILVUS_COLLECTION), index.ownName(), former);
        }
    }
}
