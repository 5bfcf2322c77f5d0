package io.streetmatch.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers items to batches and acknowledges each by itself. Safe for use by any number of threads.
 *
 * <p>{@link #submit} blocks while the queue is full: that is how a slow or unavailable handler holds back whoever feeds it. A batch that
 * fails with a {@linkplain BatchOptions#retryable retryable} exception is tried again, with growing pauses, until it passes or the
 * batcher is closed; one that fails for good is split, so that a bad item fails alone. Urgent items go before bulk ones, never share a
 * batch with them, never linger, wait neither for a running batch to end nor for a core, and are not tried again: somebody waits for the
 * answer.
 *
 * <p>Futures complete on the thread that did their batch; what hangs on them should be quick and must not wait for this batcher.
 *
 * @param <I> what goes in
 * @param <O> what comes out
 */
public final class Batcher<I, O> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Batcher.class);
    private static final Duration DRAIN = Duration.ofSeconds(30);

    private record Item<I, O>(I value, boolean urgent, CompletableFuture<O> result) {}

    private final BatchOptions options;
    private final BatchHandler<I, O> handler;
    private final Cores cores;
    private final boolean feedersHelp;
    private final BatchQueue<Item<I, O>> queue;
    private final List<Thread> workers = new ArrayList<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long done;
    private long failed;
    private volatile Optional<String> retrying = Optional.empty();
    private boolean abandoned;
    private boolean givesUp;

    /** Starts the workers, which do all batches: for those that compute little, or on another device. */
    public Batcher(BatchOptions options, BatchHandler<I, O> handler) {
        this(options, handler, Cores.unlimited(), false);
    }

    /**
     * Starts the workers, which do the urgent batches and those that nobody fills: in time, or at all. A full bulk batch is done by
     * whoever completes it: {@link #submit} returns when it is done. So a core that feeds goes on with what it has fed, and waits neither
     * for a worker to wake nor for the other's memory.
     *
     * @param cores a bulk batch holds one from when it is taken from the queue until its items are settled, tries and pauses between them
     *     included
     */
    public Batcher(BatchOptions options, BatchHandler<I, O> handler, Cores cores) {
        this(options, handler, cores, true);
    }

    private Batcher(BatchOptions options, BatchHandler<I, O> handler, Cores cores, boolean feedersHelp) {
        this.options = options;
        this.handler = handler;
        this.cores = cores;
        this.feedersHelp = feedersHelp;
        this.queue = new BatchQueue<>(options, feedersHelp);
        for (int i = 0; i < options.workers(); i++) {
            start(options.name() + "-" + i, EnumSet.allOf(Priority.class));
        }
        start(options.name() + "-urgent", EnumSet.of(Priority.URGENT));
    }

    private void start(String name, Set<Priority> priorities) {
        Thread worker = new Thread(() -> work(priorities), name);
        worker.setDaemon(true);
        worker.start();
        workers.add(worker);
    }

    /**
     * Queues an item, waiting for room; then does the full batches of bulk items that wait, where this is for the feeders to do.
     *
     * @return completes with the item's result, with the handler's exception, or with {@link BatcherClosedException}
     * @throws InterruptedException when the thread is interrupted while it waits for room; the item is then not queued
     */
    public CompletableFuture<O> submit(I item, Priority priority) throws InterruptedException {
        Item<I, O> queued = new Item<>(item, priority == Priority.URGENT, new CompletableFuture<>());
        if (!queue.add(queued, priority)) {
            return CompletableFuture.failedFuture(new BatcherClosedException(options.name()));
        }
        if (feedersHelp && priority == Priority.BULK) {
            help();
        }
        return queued.result();
    }

    /** What waits now lingers 10 ms at most, unless {@link #expectMore} is called before: nobody knows of more to come. */
    public void expectNoMore() {
        queue.expectNoMore();
    }

    /** What waits lingers in the hope of company, as it does from the start. */
    public void expectMore() {
        queue.expectMore();
    }

    /** What it is doing now. */
    public BatcherStatus status() {
        BatchQueue.Load load = queue.load();
        lock.lock();
        try {
            return new BatcherStatus(load.waiting(), load.inWork(), done, failed, retrying);
        } finally {
            lock.unlock();
        }
    }

    /**
     * From now on a retryable failure, also one that is being retried now, ends what waits instead: with {@link BatcherClosedException}, as
     * after closing. For a program that is to end and cannot wait for an outage to pass.
     */
    public void giveUpOnFailure() {
        lock.lock();
        try {
            givesUp = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing new, finishes what is queued unless that is failing just now, then ends the workers. */
    @Override
    public void close() {
        close(DRAIN);
    }

    /** The same with another bound on the finishing; what is not done by then fails with {@link BatcherClosedException}. */
    public void close(Duration drain) {
        queue.close();
        try {
            queue.awaitIdle(drain, () -> retrying.isPresent());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        abandon();
        queue.clear().forEach(item -> item.result().completeExceptionally(new BatcherClosedException(options.name())));
        for (Thread worker : workers) {
            try {
                worker.join(drain.toMillis() + 1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void abandon() {
        lock.lock();
        try {
            abandoned = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void help() {
        try {
            while (queue.isFull()) {
                try (Cores.Hold core = cores.take()) {
                    run(queue.takeFull());
                }
            }
        } catch (InterruptedException e) {
            // What was queued stays so: a worker takes it when it has waited long enough.
            Thread.currentThread().interrupt();
        }
    }

    private void work(Set<Priority> priorities) {
        try {
            for (Optional<Priority> next = queue.awaitNext(priorities); next.isPresent(); next = queue.awaitNext(priorities)) {
                if (next.get() == Priority.URGENT) {
                    run(queue.take());
                } else {
                    // What is taken afterwards may be urgent, or nothing: others work meanwhile.
                    try (Cores.Hold core = cores.take()) {
                        run(queue.take());
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(List<Item<I, O>> batch) throws InterruptedException {
        if (batch.isEmpty()) {
            return;
        }
        try {
            handle(batch);
        } catch (InterruptedException e) {
            batch.stream().filter(item -> !item.result().isDone())
                    .forEach(item -> settle(item, Optional.empty(), Optional.of(new BatcherClosedException(options.name()))));
            throw e;
        } finally {
            queue.done(batch.size());
        }
    }

    private void handle(List<Item<I, O>> batch) throws InterruptedException {
        Duration delay = options.firstDelay();
        long outageSince = 0;
        while (true) {
            try {
                List<O> results = handler.handle(batch.stream().map(Item::value).toList());
                if (results.size() != batch.size()) {
                    throw new IllegalStateException("the handler of '%s' gave %d results for %d items"
                            .formatted(options.name(), results.size(), batch.size()));
                }
                if (outageSince != 0) {
                    LOG.info("{}: works again after {} s", options.name(), TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - outageSince));
                    state(Optional.empty());
                }
                for (int i = 0; i < results.size(); i++) {
                    settle(batch.get(i), Optional.of(results.get(i)), Optional.empty());
                }
                return;
            } catch (Exception | Error e) {
                if (e instanceof InterruptedException interrupted) {
                    throw interrupted;
                }
                if (batch.get(0).urgent() || !options.retryable().test(e)) {
                    split(batch, e);
                    return;
                }
                if (outageSince == 0) {
                    outageSince = System.nanoTime();
                    LOG.warn("{}: {} Trying again until it works.", options.name(), e.getMessage());
                }
                state(Optional.of(String.valueOf(e.getMessage())));
                if (!pause(delay)) {
                    List<Item<I, O>> left = new ArrayList<>(batch);
                    left.addAll(queue.clear());
                    left.forEach(item -> settle(item, Optional.empty(), Optional.of(new BatcherClosedException(options.name()))));
                    state(Optional.empty());
                    return;
                }
                delay = delay.multipliedBy(2).compareTo(options.maxDelay()) < 0 ? delay.multipliedBy(2) : options.maxDelay();
            }
        }
    }

    private void split(List<Item<I, O>> batch, Throwable failure) throws InterruptedException {
        if (batch.size() == 1 || failure instanceof Error || failure instanceof IllegalStateException) {
            batch.forEach(item -> settle(item, Optional.empty(), Optional.of(failure)));
            return;
        }
        for (Item<I, O> item : batch) {
            handle(List.of(item));
        }
    }

    /** False when the batcher was given up meanwhile. */
    private boolean pause(Duration delay) throws InterruptedException {
        lock.lock();
        try {
            long nanos = delay.toNanos();
            while (!abandoned && !givesUp && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            return !abandoned && !givesUp;
        } finally {
            lock.unlock();
        }
    }

    private void settle(Item<I, O> item, Optional<O> result, Optional<Throwable> failure) {
        lock.lock();
        try {
            done += failure.isEmpty() ? 1 : 0;
            failed += failure.isPresent() ? 1 : 0;
        } finally {
            lock.unlock();
        }
        failure.ifPresentOrElse(item.result()::completeExceptionally, () -> item.result().complete(result.orElseThrow()));
    }

    private void state(Optional<String> reason) {
        retrying = reason;
        // Who closes does not wait for what is failing.
        queue.wake();
    }
}
