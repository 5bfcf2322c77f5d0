package io.streetmatch.transfer;

/**
 * What a collection's file holds.
 *
 * @param pictures entries of originals
 * @param entries all of them
 */
public record CollectionCounts(long pictures, long entries) {

    static final CollectionCounts NONE = new CollectionCounts(0, 0);

    CollectionCounts plus(boolean original) {
        return new CollectionCounts(pictures + (original ? 1 : 0), entries + 1);
    }
}
