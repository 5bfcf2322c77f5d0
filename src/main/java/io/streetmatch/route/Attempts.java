package io.streetmatch.route;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers which files failed for a reason that is not theirs, and makes them wait longer each time. Safe for use by several threads. */
final class Attempts {

    private static final Duration LONGEST = Duration.ofHours(1);

    private record Attempt(int count, Instant next) {}

    private final Map<Path, Attempt> failed = new ConcurrentHashMap<>();
    private final Clock clock;

    Attempts(Clock clock) {
        this.clock = clock;
    }

    /** Whether a file may be tried now. */
    boolean due(Path file) {
        Attempt attempt = failed.get(file);
        return attempt == null || !clock.instant().isBefore(attempt.next());
    }

    /** Notes a failure; the pause until the next try doubles from 2 s to an hour. */
    Duration failed(Path file) {
        Attempt attempt = failed.merge(file, new Attempt(1, Instant.EPOCH), (old, first) -> new Attempt(Math.min(old.count() + 1, 20), old.next()));
        Duration doubled = Duration.ofSeconds(1L << attempt.count());
        Duration pause = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        failed.put(file, new Attempt(attempt.count(), clock.instant().plus(pause)));
        return pause;
    }

    /** Forgets a file that went well. */
    void succeeded(Path file) {
        failed.remove(file);
    }

    /** How many files failed and have not gone well since. */
    int remembered() {
        return failed.size();
    }

    /** Forgets files that somebody took away. */
    void forgetMissing() {
        failed.keySet().removeIf(Files::notExists);
    }
}
