package io.streetmatch.embed;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Closes a stream that gives no bytes for too long: {@link java.net.http.HttpClient} itself waits for the body for ever. */
final class StallGuard implements AutoCloseable {

    private final InputStream stream;
    private final long limitNanos;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "download-stall-guard");
        thread.setDaemon(true);
        return thread;
    });
    private volatile long lastBytes = System.nanoTime();
    private volatile boolean stalled;

    StallGuard(InputStream stream, Duration limit) {
        this.stream = stream;
        this.limitNanos = limit.toNanos();
        long period = Math.max(1, limitNanos / 4);
        clock.scheduleWithFixedDelay(this::look, period, period, TimeUnit.NANOSECONDS);
    }

    /** Tells that bytes have come. */
    void progressed() {
        lastBytes = System.nanoTime();
    }

    /** Whether the stream was closed for giving nothing. */
    boolean stalled() {
        return stalled;
    }

    private void look() {
        if (!stalled && System.nanoTime() - lastBytes > limitNanos) {
            stalled = true;
            try {
                stream.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
