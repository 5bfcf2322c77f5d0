package io.streetmatch.batch;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Does the same to many things on all cores, a few ahead of whoever takes the results, so that memory is bounded however many there are.
 */
public final class AllCores {

    private static final int AHEAD = 4;

    /** What is done with each, by several threads. */
    @FunctionalInterface
    public interface Work<I, O> {
        /** What becomes of one. */
        O apply(I item) throws Exception;
    }

    private AllCores() {}

    /**
     * Returns when all is done; ends at the first failure.
     *
     * @param items in the order in which they are begun
     * @param taker gets the results on the calling thread, in the order of the items
     * @throws ExecutionException around what the work threw
     * @throws InterruptedException when the calling thread is interrupted meanwhile; so are those that work
     */
    public static <I, O> void forEach(Collection<I> items, Work<I, O> work, Consumer<O> taker) throws ExecutionException, InterruptedException {
        int threads = Runtime.getRuntime().availableProcessors();
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try {
            Deque<Future<O>> underWay = new ArrayDeque<>();
            Iterator<I> next = items.iterator();
            while (next.hasNext() || !underWay.isEmpty()) {
                while (next.hasNext() && underWay.size() < threads + AHEAD) {
                    I item = next.next();
                    underWay.add(workers.submit(() -> work.apply(item)));
                }
                taker.accept(underWay.remove().get());
            }
        } finally {
            workers.shutdownNow();
        }
    }
}
