package io.streetmatch.batch;

import java.util.List;

/**
 * Does the work of one batch.
 *
 * @param <I> what goes in
 * @param <O> what comes out
 */
@FunctionalInterface
public interface BatchHandler<I, O> {

    /**
     * Handles a batch; called by the batcher's workers and, where feeders do full batches, by those, at the same time.
     *
     * @param items at least one, at most the batcher's batch size
     * @return one result an item, in order
     * @throws Exception when the batch as a whole failed; the batcher decides by its options whether to try again
     */
    List<O> handle(List<I> items) throws Exception;
}
