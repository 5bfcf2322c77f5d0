package io.streetmatch.search;

import io.streetmatch.index.IndexSize;
import io.streetmatch.index.IndexUnavailableException;
import io.streetmatch.index.VectorIndex;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whether the index can be asked just now, and how much it holds. Safe for use by several threads.
 *
 * <p>It asks again and again on a thread of its own, so that nobody who wants to know has to wait for an index that does not answer. Until
 * the index has answered a search it counts as not answering: a server that takes calls may still be far from that.
 */
public final class IndexWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(IndexWatch.class);

    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

    /** For a look that is under way when the watch is closed. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    /** Of the time that asking takes: counting a very large collection shall not keep its server busy. */
    private static final int PAUSES = 10;

    private final VectorIndex index;
    private final CountDownLatch looked = new CountDownLatch(1);
    private final Thread thread = new Thread(this::watch, "index-watch");
    private Optional<IndexSize> size = Optional.empty();
    private Optional<String> silent = Optional.of("It has not answered a search yet.");
    private boolean told;
    private boolean closed;
    private Duration lookTook = Duration.ZERO;
    private long silentSince = System.nanoTime();

    /** Starts to watch. */
    public IndexWatch(VectorIndex index) {
        this.index = index;
        thread.setDaemon(true);
        thread.start();
    }

    /** Why the index cannot be asked now; empty when it can. */
    public synchronized Optional<String> silent() {
        return silent;
    }

    /** Whether a question asked now can expect an answer. */
    public boolean answers() {
        return silent().isEmpty();
    }

    /** How much it held when it last answered; empty when it has not answered yet. */
    public synchronized Optional<IndexSize> size() {
        return size;
    }

    /** Waits for the first look at the index, whatever it shows. */
    public void awaitFirstLook(Duration atMost) throws InterruptedException {
        if (!looked.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.debug("the index has not been heard of within {}", atMost);
        }
    }

    /** Waits until the index answers, or the watch is closed. */
    public synchronized void awaitAnswer() throws InterruptedException {
        while (!closed && silent.isPresent()) {
            wait();
        }
    }

    /** Somebody's question was not answered: nobody else should ask until this watch has had an answer. */
    public void failed(IndexUnavailableException failure) {
        fallSilent(String.valueOf(failure.getMessage()));
    }

    private synchronized void fallSilent(String reason) {
        if (silent.isEmpty()) {
            silentSince = System.nanoTime();
        }
        silent = Optional.of(reason);
        if (!told && !closed) {
            told = true;
            LOG.warn("The index cannot be asked; questions wait until it answers. {}", reason);
        }
        // The next look may be far away.
        notifyAll();
    }

    private void watch() {
        try {
            do {
                look();
            } while (pause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        long start = System.nanoTime();
        try {
            if (!answers()) {
                // Counting works before searching does.
                index.search(anyVector(), 1);
            }
            answered(index.size());
        } catch (IndexUnavailableException e) {
            failed(e);
        } catch (RuntimeException e) {
            // Closed meanwhile, or a setting that the index refuses; whatever it is must not end the watch.
            LOG.debug("the index cannot be watched", e);
            fallSilent(e.toString());
        }
        looked.countDown();
        synchronized (this) {
            lookTook = Duration.ofNanos(System.nanoTime() - start);
        }
    }

    /** False when there is nothing more to watch. */
    private synchronized boolean pause() throws InterruptedException {
        long start = System.nanoTime();
        while (!closed) {
            Duration pause = silent.isEmpty() ? lookTook.multipliedBy(PAUSES) : Duration.ZERO;
            long left = Math.max(SHORTEST_PAUSE.toNanos(), pause.toNanos()) - (System.nanoTime() - start);
            if (left <= 0) {
                break;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return !closed;
    }

    private synchronized void answered(IndexSize now) {
        size = Optional.of(now);
        silent = Optional.empty();
        if (told) {
            told = false;
            LOG.info("The index answers again, after {} s; questions that waited are asked now",
                    Duration.ofNanos(System.nanoTime() - silentSince).toSeconds());
        }
        notifyAll();
    }

    /** Not of length 0, which has no angle to anything. */
    private float[] anyVector() {
        float[] vector = new float[index.space().dimension()];
        vector[0] = 1;
        return vector;
    }

    /** Ends the watch; does not wait for an index that does not answer. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            thread.join(FAREWELL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
