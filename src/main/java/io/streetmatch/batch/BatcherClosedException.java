package io.streetmatch.batch;

/** The batcher was closed before an item was done; nothing is known to have been written for it. */
public final class BatcherClosedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Names the batcher. */
    public BatcherClosedException(String name) {
        super("the batcher '" + name + "' was closed before this item was done");
    }
}
