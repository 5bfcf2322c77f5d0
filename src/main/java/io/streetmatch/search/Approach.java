package io.streetmatch.search;

import io.streetmatch.batch.Batcher;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the pictures on their way to a batcher, and flushes it when there are none: then no batch gets any larger by waiting. */
final class Approach {

    private final Batcher<?, ?> batcher;
    private final AtomicInteger onTheWay = new AtomicInteger();

    Approach(Batcher<?, ?> batcher) {
        this.batcher = batcher;
    }

    /** A picture sets out. */
    void depart() {
        onTheWay.incrementAndGet();
    }

    /** A picture has got there whole, or never will. */
    void arrive() {
        if (onTheWay.decrementAndGet() == 0) {
            batcher.flush();
        }
    }
}
