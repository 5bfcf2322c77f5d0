package io.streetmatch.batch;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Threads that hold their feeder back: while all are busy and as many tasks wait as may, handing over another one waits until no more than
 * half as many wait. So a feeder that has the next task at hand wakes once for many, not for each.
 *
 * <p>The usual way out, that the feeder does the task itself, makes one thread more than there are cores. They then wait for each other in
 * the middle of their work, and with steps of 5 to 30 ms each, 3 % of two cores stood idle.
 */
public final class HoldingPool extends ThreadPoolExecutor {

    /** A shutdown wakes no feeder; it looks by itself as often. */
    private static final long BETWEEN_LOOKS_MILLIS = 100;

    private final int half;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition halfEmpty = lock.newCondition();
    private volatile boolean holding;

    /**
     * A pool of daemon threads. Handing over a task throws {@link RejectedExecutionException} when the pool has been shut down, or the
     * feeder is interrupted, before there was room for it; it is then never run.
     *
     * @param name of the threads
     * @param threads at least 1
     * @param waiting tasks, at least 1
     */
    public HoldingPool(String name, int threads, int waiting) {
        super(threads, threads, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting));
        this.half = waiting / 2;
        AtomicInteger count = new AtomicInteger();
        setThreadFactory(task -> {
            Thread thread = new Thread(task, name + "-" + count.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        });
        setRejectedExecutionHandler((task, pool) -> hold(task));
    }

    @Override
    protected void beforeExecute(Thread thread, Runnable task) {
        if (holding && getQueue().size() <= half) {
            lock.lock();
            try {
                holding = false;
                halfEmpty.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private void hold(Runnable task) {
        lock.lock();
        try {
            while (!isShutdown()) {
                // Said before the look, so that whoever takes a task after the look knows.
                holding = true;
                if (getQueue().size() <= half && getQueue().offer(task)) {
                    // Nobody takes it any more when the pool was shut down just before; by now it may have been run all the same.
                    if (isShutdown() && remove(task)) {
                        break;
                    }
                    return;
                }
                halfEmpty.await(BETWEEN_LOOKS_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException("interrupted while waiting for room", e);
        } finally {
            lock.unlock();
        }
        throw new RejectedExecutionException("the pool has been shut down");
    }
}
