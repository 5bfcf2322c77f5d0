package io.streetmatch.batch;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes pools of threads that hold their feeder back: while all are busy and as many tasks wait as may, handing over another one waits.
 *
 * <p>The usual way out, that the feeder does the task itself, makes one thread more than there are cores. They then wait for each other in
 * the middle of their work, and with steps of 5 to 30 ms each, 3 % of two cores stood idle.
 */
public final class HoldingPool {

    private HoldingPool() {}

    /**
     * A pool of daemon threads. Handing over a task throws {@link RejectedExecutionException} when the pool has been shut down, or the
     * feeder is interrupted, before there was room for it; it is then never run.
     *
     * @param name of the threads
     * @param threads at least 1
     * @param waiting tasks, at least 1
     */
    public static ThreadPoolExecutor of(String name, int threads, int waiting) {
        AtomicInteger count = new AtomicInteger();
        return new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), task -> {
            Thread thread = new Thread(task, name + "-" + count.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        }, HoldingPool::hold);
    }

    private static void hold(Runnable task, ThreadPoolExecutor pool) {
        try {
            while (!pool.isShutdown()) {
                if (pool.getQueue().offer(task, 100, TimeUnit.MILLISECONDS)) {
                    // Nobody takes it any more when the pool was shut down just before; by now it may have been run all the same.
                    if (pool.isShutdown() && pool.remove(task)) {
                        break;
                    }
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException("interrupted while waiting for room", e);
        }
        throw new RejectedExecutionException("the pool has been shut down");
    }
}
