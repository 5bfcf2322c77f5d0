package io.streetmatch.batch;

import java.util.concurrent.Semaphore;

/**
 * Lets only so many threads compute at a time; the others wait for a core. Fair, and safe for use by several threads.
 *
 * <p>For steps of some milliseconds or more that a core does best in one go: where more threads compute than there are cores, the system
 * lets them take turns in the middle of their steps, and each finds the core's caches full of what the others work with. Whoever holds a
 * core must not wait for somebody who needs one.
 */
public final class Cores {

    private final Semaphore free;

    /** A core that a thread holds, until it is closed. */
    public interface Hold extends AutoCloseable {
        @Override
        void close();
    }

    /** So many. */
    public Cores(int count) {
        this.free = new Semaphore(count, true);
    }

    /** As many as this machine lends to the program. */
    public static Cores ofMachine() {
        return new Cores(Runtime.getRuntime().availableProcessors());
    }

    /** Never lets anybody wait: for steps that another device computes. */
    public static Cores unlimited() {
        return new Cores(Integer.MAX_VALUE);
    }

    /**
     * Waits for a core.
     *
     * @throws InterruptedException while it waits
     */
    public Hold take() throws InterruptedException {
        free.acquire();
        return free::release;
    }
}
