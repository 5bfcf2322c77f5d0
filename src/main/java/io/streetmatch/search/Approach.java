package io.streetmatch.search;

import io.streetmatch.batch.Batcher;

/**
 * Counts the pictures on their way to a batcher, and tells it when there are none: then no batch gets any larger by waiting. One that sets out and
 * never gets there, such as a bad picture, makes the others wait a little longer, but not beyond the batcher's linger. Safe for use by several
 * threads.
 */
final class Approach {

    private final Batcher<?, ?> batcher;
    private int onTheWay;

    Approach(Batcher<?, ?> batcher) {
        this.batcher = batcher;
    }

    /** A picture sets out. */
    synchronized void depart() {
        onTheWay++;
        if (onTheWay == 1) {
            batcher.expectMore();
        }
    }

    /** A picture has got there whole, or never will. */
    synchronized void arrive() {
        onTheWay--;
        if (onTheWay == 0) {
            batcher.expectNoMore();
        }
    }
}
