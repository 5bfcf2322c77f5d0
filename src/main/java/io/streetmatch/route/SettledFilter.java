package io.streetmatch.route;

import io.streetmatch.image.Completeness;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a file pass when it is there as a whole: at once when its content ends where its picture ends, otherwise when size and time of
 * change have stayed the same for a while. Looks less closely where the time of change says that nobody has written for that long. Also
 * holds back files whose last try failed, and what is no ordinary file. Safe for use by several threads.
 */
public final class SettledFilter implements GenericFileFilter<File> {

    private static final Logger LOG = LoggerFactory.getLogger(SettledFilter.class);

    /** How often files that are gone are forgotten. Asking the disk, not the age: one poll of a full inbox can take longer than any. */
    private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(1);

    private record Sight(FileState state, Instant since) {}

    private final Duration settle;
    private final OddFiles oddFiles;
    private final Attempts attempts;
    private final Clock clock;
    private final Map<Path, Sight> watched = new ConcurrentHashMap<>();
    private volatile Instant nextSweep;

    /** A filter that watches an incomplete file for {@code settle}. */
    SettledFilter(Duration settle, OddFiles oddFiles, Attempts attempts, Clock clock) {
        this.settle = settle;
        this.oddFiles = oddFiles;
        this.attempts = attempts;
        this.clock = clock;
        this.nextSweep = clock.instant().plus(BETWEEN_SWEEPS);
    }

    @Override
    public boolean accept(GenericFile<File> file) {
        forgetMissing();
        Path path = file.getFile().toPath();
        if (!attempts.due(path)) {
            return false;
        }
        try {
            if (!oddFiles.isOrdinary(path, file.getRelativeFilePath())) {
                return false;
            }
            if (file.isDirectory()) {
                return true;
            }
            // A file that cannot be read passes in the end: the attempt to take it in says why not.
            FileState state = FileState.of(path);
            boolean whole = isCertain(path, state) || hasStayed(path, state);
            if (whole) {
                watched.remove(path);
            }
            return whole;
        } catch (IOException e) {
            // Gone again.
            watched.remove(path);
            LOG.debug("{} cannot be looked at", path, e);
            return false;
        }
    }

    /** How many files are being watched. */
    int watching() {
        return watched.size();
    }

    private boolean isCertain(Path file, FileState state) {
        try {
            return state.modified().toInstant().isBefore(clock.instant().minus(settle))
                    ? Completeness.isCertainAtRest(file) : Completeness.isCertain(file);
        } catch (IOException e) {
            LOG.debug("{} cannot be read", file, e);
            return false;
        }
    }

    private boolean hasStayed(Path path, FileState state) {
        Instant now = clock.instant();
        Sight sight = watched.merge(path, new Sight(state, now), (before, seen) -> before.state().equals(seen.state()) ? before : seen);
        return !now.isBefore(sight.since().plus(settle));
    }

    private void forgetMissing() {
        Instant now = clock.instant();
        if (now.isBefore(nextSweep)) {
            return;
        }
        nextSweep = now.plus(BETWEEN_SWEEPS);
        watched.keySet().removeIf(Files::notExists);
        attempts.forgetMissing();
        oddFiles.forgetMissing();
    }
}
