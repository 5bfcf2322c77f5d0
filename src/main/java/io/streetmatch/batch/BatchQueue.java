package io.streetmatch.batch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * What waits to be handled, by priority, and how much of what was taken is still in work. Safe for use by any number of threads.
 *
 * <p>In a flow hardly anybody is woken: each wake-up takes a core from whoever computes. One of those that wait for bulk items wakes in time
 * for the first of them; that one is in time for all that come later, too.
 *
 * @param <T> what waits
 */
final class BatchQueue<T> {

    /** Nobody notices it, and a thread has read its next file by then, unless the disk is slow. */
    private static final Duration CALM = Duration.ofMillis(10);

    /**
     * At one moment.
     *
     * @param waiting items
     * @param inWork items
     */
    record Load(int waiting, int inWork) {}

    private record Waiting<T>(T item, long sinceNanos) {}

    private final BatchOptions options;
    private final boolean fullOnesAreTakenElsewhere;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition anyReady = lock.newCondition();
    private final Condition urgentReady = lock.newCondition();
    private final Condition idle = lock.newCondition();
    private final Map<Priority, ArrayDeque<Waiting<T>>> queues = new EnumMap<>(Priority.class);
    private int inWork;
    private int lookAgainInTime;
    private boolean flushing;
    private long flushAtNanos;
    private boolean accepting = true;

    /** @param fullOnesAreTakenElsewhere a full batch of bulk items is for {@link #takeFull}, not for {@link #awaitNext} */
    BatchQueue(BatchOptions options, boolean fullOnesAreTakenElsewhere) {
        this.options = options;
        this.fullOnesAreTakenElsewhere = fullOnesAreTakenElsewhere;
        for (Priority priority : Priority.values()) {
            queues.put(priority, new ArrayDeque<>());
        }
    }

    /**
     * Waits for room and adds an item.
     *
     * @return false when the queue is closed, or is closed meanwhile: then the item is not added
     */
    boolean add(T item, Priority priority) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            ArrayDeque<Waiting<T>> queue = queues.get(priority);
            while (accepting && queue.size() >= options.capacity()) {
                room.await();
            }
            if (!accepting) {
                return false;
            }
            queue.addLast(new Waiting<>(item, System.nanoTime()));
            if (priority == Priority.URGENT) {
                wakeTakers();
            } else if (lookAgainInTime == 0 || !fullOnesAreTakenElsewhere && isFull()) {
                anyReady.signal();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is a batch to take, and says of which priority; empty when there will be none, ever. */
    Optional<Priority> awaitNext(Set<Priority> priorities) throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                if (!queues.get(Priority.URGENT).isEmpty()) {
                    return Optional.of(Priority.URGENT);
                }
                long nanos = priorities.contains(Priority.BULK) ? untilReady() : Long.MAX_VALUE;
                if (nanos <= 0) {
                    return Optional.of(Priority.BULK);
                }
                if (!accepting && waiting() == 0) {
                    return Optional.empty();
                }
                await(priorities, nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    private void await(Set<Priority> priorities, long nanos) throws InterruptedException {
        if (!priorities.contains(Priority.BULK)) {
            urgentReady.await();
        } else if (nanos == Long.MAX_VALUE) {
            anyReady.await();
        } else {
            lookAgainInTime++;
            try {
                anyReady.awaitNanos(nanos);
            } finally {
                lookAgainInTime--;
            }
        }
    }

    /** The next batch; empty when somebody else was faster. What is taken is in work until {@link #done}. */
    List<T> take() {
        lock.lock();
        try {
            if (!queues.get(Priority.URGENT).isEmpty()) {
                return taken(Priority.URGENT);
            }
            return untilReady() <= 0 ? taken(Priority.BULK) : List.of();
        } finally {
            lock.unlock();
        }
    }

    /** A full batch of bulk items; empty when there is none. What is taken is in work until {@link #done}. */
    List<T> takeFull() {
        lock.lock();
        try {
            return isFull() ? taken(Priority.BULK) : List.of();
        } finally {
            lock.unlock();
        }
    }

    /** Whether there is a full batch of bulk items. */
    boolean isFull() {
        lock.lock();
        try {
            return queues.get(Priority.BULK).size() >= options.maxBatch();
        } finally {
            lock.unlock();
        }
    }

    /** So many that were taken are no longer in work. */
    void done(int count) {
        lock.lock();
        try {
            inWork -= count;
            idle.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What waits now lingers no longer than {@link #CALM}, unless {@link #expectMore} is called before. Does not concern what comes later. */
    void expectNoMore() {
        lock.lock();
        try {
            flushing = waiting() > 0;
            flushAtNanos = System.nanoTime() + CALM.toNanos();
            if (flushing) {
                anyReady.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** What waits lingers as if {@link #expectNoMore} had not been called. */
    void expectMore() {
        lock.lock();
        try {
            flushing = false;
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing new from now on; what waits can still be taken. */
    void close() {
        lock.lock();
        try {
            accepting = false;
            room.signalAll();
            wakeTakers();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until nothing waits or is in work.
     *
     * @param most to wait
     * @param unless ends it earlier; looked at when something changes and after {@link #wake}
     */
    void awaitIdle(Duration most, BooleanSupplier unless) throws InterruptedException {
        lock.lock();
        try {
            long left = most.toNanos();
            while (waiting() + inWork > 0 && !unless.getAsBoolean() && left > 0) {
                left = idle.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets whoever waits in {@link #awaitIdle} look again. */
    void wake() {
        lock.lock();
        try {
            idle.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes out all that waits, for nobody to handle. */
    List<T> clear() {
        List<T> all = new ArrayList<>();
        lock.lock();
        try {
            queues.values().forEach(queue -> {
                queue.forEach(waiting -> all.add(waiting.item()));
                queue.clear();
            });
            flushing = false;
            room.signalAll();
            idle.signalAll();
            wakeTakers();
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** How much waits and is in work now. */
    Load load() {
        lock.lock();
        try {
            return new Load(waiting(), inWork);
        } finally {
            lock.unlock();
        }
    }

    private int waiting() {
        return queues.values().stream().mapToInt(ArrayDeque::size).sum();
    }

    private List<T> taken(Priority priority) {
        ArrayDeque<Waiting<T>> queue = queues.get(priority);
        List<T> batch = new ArrayList<>();
        while (batch.size() < options.maxBatch() && !queue.isEmpty()) {
            batch.add(queue.removeFirst().item());
        }
        inWork += batch.size();
        flushing &= waiting() > 0;
        room.signalAll();
        if (!accepting) {
            // Nothing may be left for them.
            wakeTakers();
        } else if (lookAgainInTime == 0 && !queues.get(Priority.BULK).isEmpty()) {
            anyReady.signal();
        }
        return batch;
    }

    private void wakeTakers() {
        anyReady.signalAll();
        urgentReady.signalAll();
    }

    /** How long the bulk items that wait may still wait for whoever fills the batch, in ns; not positive when it is time to take them. */
    private long untilReady() {
        ArrayDeque<Waiting<T>> bulk = queues.get(Priority.BULK);
        if (bulk.isEmpty()) {
            return Long.MAX_VALUE;
        }
        if (!accepting || !fullOnesAreTakenElsewhere && isFull()) {
            return 0;
        }
        long now = System.nanoTime();
        long lingers = options.linger().toNanos() - (now - bulk.getFirst().sinceNanos());
        return flushing ? Math.min(lingers, flushAtNanos - now) : lingers;
    }
}
