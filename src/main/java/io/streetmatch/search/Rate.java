package io.streetmatch.search;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** How fast a counter has grown of late. Safe for use by several threads. */
public final class Rate {

    private record Sample(Instant time, long count) {}

    private final Duration window;
    private final Clock clock;
    private final Deque<Sample> samples = new ArrayDeque<>();

    /** Looks back over this time. */
    public Rate(Duration window, Clock clock) {
        this.window = window;
        this.clock = clock;
    }

    /**
     * Takes note of the counter.
     *
     * @return its growth a second since the oldest sample in the window; 0 until there are two samples
     */
    public synchronized double sample(long count) {
        Instant now = clock.instant();
        samples.addLast(new Sample(now, count));
        while (samples.size() > 2 && samples.getFirst().time().isBefore(now.minus(window))) {
            samples.removeFirst();
        }
        double seconds = Duration.between(samples.getFirst().time(), now).toNanos() / 1e9;
        return seconds <= 0 ? 0 : (count - samples.getFirst().count()) / seconds;
    }
}
