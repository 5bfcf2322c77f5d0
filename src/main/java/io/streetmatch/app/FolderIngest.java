package io.streetmatch.app;

import io.streetmatch.folder.DataFolder;
import io.streetmatch.folder.FileNames;
import io.streetmatch.image.ImageId;
import io.streetmatch.image.PictureFiles;
import io.streetmatch.index.IndexMismatchException;
import io.streetmatch.index.IndexUnavailableException;
import io.streetmatch.index.SourcePicture;
import io.streetmatch.index.VectorIndex;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Copies the pictures of a folder into the inbox, a bounded number ahead of the daemon, and finds out what became of each. Waits, and says
 * so, while the index does not answer.
 *
 * <p>Called again after an interruption it goes on: what is in the collection already is not copied. Not safe for use by several threads.
 */
final class FolderIngest {

    /** What became of a file. */
    enum Outcome {
        INDEXED("taken in"),
        ALREADY_THERE("already in the collection"),
        DUPLICATE("the same as another file of the folder"),
        NOT_A_PICTURE("no picture"),
        QUARANTINED("bad picture, now in quarantine with the reason"),
        TOO_LARGE("larger than image.maxBytes allows, left where it is"),
        UNREADABLE("could not be read"),
        POSTPONED("in the inbox, where they are tried again while a daemon runs; see above");

        private final String text;

        Outcome(String text) {
            this.text = text;
        }

        /** In words. */
        String text() {
            return text;
        }
    }

    /** Copies in the inbox at a time: the daemon never waits for more, and the disk does not hold the whole folder twice over. */
    private static final int AHEAD = 4_000;

    private static final int UNREADABLE_NAMED = 10;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(1);

    /** Somebody asked for the end, and has been told how far it got. */
    static final class StoppedException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private final Path folder;
    private final DataFolder data;
    private final long maxBytes;
    private final VectorIndex index;
    private final BooleanSupplier daemonRuns;
    private final PrintStream err;
    private final Instant start = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
    /** Where the copies are in the inbox. */
    private final Map<ImageId, Path> underWay = new LinkedHashMap<>();
    /** What the index may not show yet to another process than the daemon. */
    private final Set<ImageId> justTakenIn = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ImageId, Boolean> eldest) {
            return size() > AHEAD;
        }
    });
    /** Progress is that a copy is made, or leaves the inbox, or that the index answers again. */
    private final Standstill standstill;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stopping;

    /**
     * Prepares the copying.
     *
     * @param maxBytes larger files are not read
     * @param index of the collection, to see what is in it; may be read-only
     * @param daemonRuns whether somebody empties the inbox
     * @param err where files that cannot be read are named
     */
    FolderIngest(Path folder, DataFolder data, long maxBytes, VectorIndex index, BooleanSupplier daemonRuns, PrintStream err)
            throws IOException {
        // A link to a folder of pictures means that folder.
        this.folder = folder.toRealPath();
        this.data = data;
        this.maxBytes = maxBytes;
        this.index = index;
        this.daemonRuns = daemonRuns;
        this.err = err;
        this.standstill = new Standstill(data, err, System::nanoTime);
        for (Outcome outcome : Outcome.values()) {
            counts.put(outcome, 0L);
        }
    }

    /**
     * Takes the whole folder in, and waits until every picture of it can be found.
     *
     * @return how many files had which outcome
     * @throws StoppedException when {@link #stop} was called
     * @throws IOException when copying fails, the disk is full, the daemon ends or nothing goes on in the inbox; the message says how to go
     *     on
     * @throws IndexUnavailableException when waiting for the index is in vain: another model filled it, or a setting is refused
     */
    Map<Outcome, Long> run(Progress progress) throws IOException, InterruptedException, IndexUnavailableException, StoppedException {
        try {
            long total = total();
            for (FolderWalk walk = new FolderWalk(folder, this::unreadable); walk.hasNext(); ) {
                goOn(progress, total);
                take(walk.next(), progress, total);
                while (underWay.size() >= AHEAD) {
                    await(progress, total);
                    requireProgress(progress);
                }
                progress.show(done(), total);
            }
            Optional<Status> stuck = Optional.empty();
            while (!underWay.isEmpty() && stuck.isEmpty()) {
                await(progress, total);
                stuck = standstill.look(progress);
            }
            progress.end();
            counts.put(Outcome.POSTPONED, (long) underWay.size());
            stuck.ifPresent(daemon -> daemon.lastErrors().forEach(err::println));
            return counts;
        } finally {
            ended.countDown();
        }
    }

    /** Makes a {@link #run} on another thread say how far it got and end, and waits for that. */
    void stop() {
        stopping = true;
        try {
            if (!ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                err.println("Stopped in the middle of a file. The same command goes on.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void goOn(Progress progress, long total) throws StoppedException {
        if (stopping) {
            progress.end();
            err.printf(Locale.ROOT, "Stopped. %,d of %,d files are done, %,d wait in the inbox. The same command goes on where it stopped.%n",
                    done(), total, underWay.size());
            throw new StoppedException();
        }
    }

    private long total() {
        long total = 0;
        for (FolderWalk walk = new FolderWalk(folder, (sub, failure) -> { }); walk.hasNext(); walk.next()) {
            total++;
        }
        return total;
    }

    private void unreadable(Path path, IOException failure) {
        count(Outcome.UNREADABLE);
        if (counts.get(Outcome.UNREADABLE) <= UNREADABLE_NAMED) {
            err.printf("%s%n", FileNames.shown("%s could not be read: %s".formatted(path, Main.message(failure))));
        }
    }

    private void take(Path file, Progress progress, long total)
            throws IOException, InterruptedException, IndexUnavailableException, StoppedException {
        byte[] bytes;
        try {
            if (!PictureFiles.looksLikePicture(file)) {
                count(Outcome.NOT_A_PICTURE);
                return;
            }
            if (Files.size(file) > maxBytes) {
                count(Outcome.TOO_LARGE);
                return;
            }
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            unreadable(file, e);
            return;
        }
        ImageId id = ImageId.of(bytes);
        Optional<SourcePicture> known = patiently(() -> index.find(id), progress, total);
        if (underWay.containsKey(id) || justTakenIn.contains(id)) {
            count(Outcome.DUPLICATE);
        } else if (known.isPresent()) {
            count(outcomeOf(file, known.get()));
        } else {
            underWay.put(id, copy(file, bytes, id));
            standstill.progressed();
        }
    }

    private Outcome outcomeOf(Path file, SourcePicture known) {
        if (known.ingested().isBefore(start)) {
            return Outcome.ALREADY_THERE;
        }
        // Under its own name it lay in the inbox since an interrupted run.
        return known.name().equals(nameInInbox(file).replace(File.separatorChar, '/')) ? Outcome.INDEXED : Outcome.DUPLICATE;
    }

    /** The daemon renames files with a backslash in their name; under this name the copy can be told from others. */
    private String nameInInbox(Path file) {
        return FileNames.withoutBackslashes(folder.relativize(file).toString());
    }

    /** Writes under a hidden name and renames: the daemon never sees half a file. */
    private Path copy(Path file, byte[] bytes, ImageId id) throws IOException {
        Path wanted = data.inbox().resolve(nameInInbox(file));
        Path target = wanted;
        for (int number = 2; Files.exists(target); number++) {
            if (Files.size(target) == bytes.length && ImageId.of(Files.readAllBytes(target)).equals(id)) {
                // Left by an interrupted run.
                return target;
            }
            target = wanted.resolveSibling(FileNames.numbered(wanted.getFileName().toString(), number));
        }
        Path temporary = data.inbox().resolve("." + id.abbreviated() + ".part");
        try {
            Files.createDirectories(target.getParent());
            Files.write(temporary, bytes);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            return target;
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw new IOException(("Copying %s into the inbox failed: %s. %s Mend that (a full disk?) and run the same command again; it goes on"
                    + " where it stopped.").formatted(file, e, soFar()), e);
        }
    }

    private void await(Progress progress, long total)
            throws IOException, InterruptedException, IndexUnavailableException, StoppedException {
        goOn(progress, total);
        List<ImageId> gone = underWay.entrySet().stream().filter(copy -> !Files.exists(copy.getValue())).map(Map.Entry::getKey).toList();
        if (!gone.isEmpty()) {
            // Many at once: then the index takes the time to see what the daemon, another process, has just written.
            Set<ImageId> found = patiently(() -> index.find(gone), progress, total).stream().map(stored -> stored.source().id())
                    .collect(Collectors.toSet());
            gone.forEach(id -> count(found.contains(id) ? Outcome.INDEXED : Outcome.QUARANTINED));
            gone.forEach(underWay::remove);
            standstill.progressed();
            justTakenIn.addAll(found);
        }
        progress.show(done(), total);
        if (gone.isEmpty()) {
            requireDaemon();
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** Something that is asked of the index. */
    @FunctionalInterface
    private interface Asking<T> {
        T answer() throws IndexUnavailableException;
    }

    /** Asks the index, however long it takes until it answers. */
    private <T> T patiently(Asking<T> asking, Progress progress, long total)
            throws IOException, InterruptedException, IndexUnavailableException, StoppedException {
        for (boolean told = false; ; told = true) {
            try {
                T answer = asking.answer();
                if (told) {
                    err.println("The index answers again; going on.");
                    standstill.progressed();
                }
                return answer;
            } catch (IndexUnavailableException e) {
                if (e.getCause() instanceof IndexMismatchException || e.getCause() instanceof IllegalArgumentException) {
                    throw e;
                }
                goOn(progress, total);
                requireDaemon();
                if (!told) {
                    progress.end();
                    err.printf("Waiting for the index: %s Ctrl-C ends this; the same command goes on where it stopped.%n", e.getMessage());
                }
                TimeUnit.MILLISECONDS.sleep(BETWEEN_QUESTIONS.toMillis());
            }
        }
    }

    private void requireProgress(Progress progress) throws IOException {
        Optional<Status> daemon = standstill.look(progress);
        if (daemon.isPresent()) {
            throw new IOException("Nothing goes on in the inbox, where %,d copies wait. %s %s Mend that and run the same command again; it goes on where it stopped."
                    .formatted(underWay.size(), String.join(" ", daemon.get().lastErrors()), soFar()));
        }
    }

    private void requireDaemon() throws IOException {
        if (!daemonRuns.getAsBoolean()) {
            throw new IOException(("The daemon has ended. %s %,d more wait in the inbox: start it again, or run the same command again; it"
                    + " goes on where it stopped.").formatted(soFar(), underWay.size()));
        }
    }

    private String soFar() {
        return "%,d files are done.".formatted(done());
    }

    private long done() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private void count(Outcome outcome) {
        counts.merge(outcome, 1L, Long::sum);
    }
}
