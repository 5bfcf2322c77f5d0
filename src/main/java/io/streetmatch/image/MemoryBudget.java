package io.streetmatch.image;

import java.util.concurrent.Semaphore;

/**
 * Lets threads hold only so many bytes at a time, of files or of what decoding them takes, however many and however large the files are:
 * who wants more waits. Fair, and safe for use by several threads.
 */
public final class MemoryBudget {

    private static final int UNIT = 1_024;

    private final int total;
    private final Semaphore free;

    /** What a thread holds, until it is closed: once only. */
    public interface Hold extends AutoCloseable {
        @Override
        void close();
    }

    /** A budget of so many bytes. */
    public MemoryBudget(long bytes) {
        this.total = (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / UNIT));
        this.free = new Semaphore(total, true);
    }

    /** A share of the memory that Java may use at most, such as 0.25. */
    public static MemoryBudget ofHeap(double share) {
        return new MemoryBudget((long) (share * Runtime.getRuntime().maxMemory()));
    }

    /**
     * Waits until there is room. Who wants more than the whole budget gets all of it, alone.
     *
     * @throws InterruptedException while it waits
     */
    public Hold take(long bytes) throws InterruptedException {
        int units = (int) Math.min(total, bytes / UNIT + 1);
        free.acquire(units);
        return () -> free.release(units);
    }
}
