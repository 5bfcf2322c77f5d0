package io.streetmatch.app;

import io.streetmatch.folder.DataFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Tells whether waiting for a daemon is in vain: files failed, and nothing else is left for it to do. Not safe for use by several threads. */
final class Standstill {

    /** Without any progress, and with the daemon at nothing: what is left has then failed several times. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(45);

    private final DataFolder data;
    private final PrintStream err;
    private final LongSupplier nanoTime;
    private final long postponedBefore;
    private long lastProgress;
    private boolean toldOfSilence;

    /**
     * Begins to watch; that counts as progress.
     *
     * @param err where it is said that the daemon is silent
     * @param nanoTime as {@link System#nanoTime}
     * @throws IOException when what the daemon says cannot be read
     */
    Standstill(DataFolder data, PrintStream err, LongSupplier nanoTime) throws IOException {
        this.data = data;
        this.err = err;
        this.nanoTime = nanoTime;
        this.postponedBefore = Status.read(data).map(Status::postponed).orElse(0L);
        progressed();
    }

    /** Something went on, by the daemon or for it. */
    void progressed() {
        lastProgress = nanoTime.getAsLong();
    }

    /**
     * What the daemon says of itself when waiting is in vain; else empty.
     *
     * @param progress ended before something is said
     * @throws IOException when what the daemon says cannot be read
     */
    Optional<Status> look(Progress progress) throws IOException {
        if (nanoTime.getAsLong() - lastProgress < LONGEST_PAUSE.toNanos()) {
            return Optional.empty();
        }
        Instant now = Instant.now();
        Optional<Status> daemon = Status.read(data).map(said -> said.seen(now));
        if (!toldOfSilence && daemon.filter(status -> status.state().equals(Status.SILENT)).isPresent()) {
            toldOfSilence = true;
            progress.end();
            err.printf("The daemon (process %d) %s. Waiting for it; Ctrl-C ends this, and the same command goes on where it stopped.%n",
                    daemon.get().pid(), daemon.get().complaint(now));
        }
        if (daemon.filter(status -> status.state().equals(Status.RUNNING) && status.queued() == 0).isEmpty()) {
            progressed();
            return Optional.empty();
        }
        return daemon.filter(status -> status.postponed() > postponedBefore);
    }
}
