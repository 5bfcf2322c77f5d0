package io.streetmatch.route;

import io.streetmatch.image.Completeness;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;

/**
 * Lets a file pass when it is there as a whole: at once when its content ends where its picture ends, otherwise when size and time of
 * change have stayed the same for a while. Also holds back files whose last try failed.
 */
public final class SettledFilter implements GenericFileFilter<File> {

    private record Sight(long size, long modified, Instant since) {}

    private final Duration settle;
    private final Attempts attempts;
    private final Clock clock;
    private final Map<Path, Sight> watched = new ConcurrentHashMap<>();

    /** A filter that watches an incomplete file for {@code settle}. */
    SettledFilter(Duration settle, Attempts attempts, Clock clock) {
        this.settle = settle;
        this.attempts = attempts;
        this.clock = clock;
    }

    @Override
    public boolean accept(GenericFile<File> file) {
        if (file.isDirectory()) {
            return true;
        }
        Path path = file.getFile().toPath();
        if (!attempts.due(path)) {
            return false;
        }
        try {
            if (Completeness.isCertain(path) || hasStayed(path, file.getFile())) {
                watched.remove(path);
                return true;
            }
            return false;
        } catch (IOException e) {
            // Gone again, or not readable yet: the next poll looks again.
            return hasStayed(path, file.getFile()) && file.getFile().exists();
        }
    }

    private boolean hasStayed(Path path, File file) {
        Instant now = clock.instant();
        Sight sight = watched.merge(path, new Sight(file.length(), file.lastModified(), now), (before, seen) ->
                before.size() == seen.size() && before.modified() == seen.modified() ? before : seen);
        return !now.isBefore(sight.since().plus(settle));
    }
}
