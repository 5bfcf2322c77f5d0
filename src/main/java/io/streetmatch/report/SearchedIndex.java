package io.streetmatch.report;

import io.streetmatch.index.IndexSize;

/**
 * The index that was searched, and how much it held then.
 *
 * @param kind such as {@code embedded}
 * @param pictures in the collection
 * @param entries vectors of them, variants included
 */
public record SearchedIndex(String kind, long pictures, long entries) {

    /** An index of this kind and size. */
    public static SearchedIndex of(String kind, IndexSize size) {
        return new SearchedIndex(kind, size.pictures(), size.entries());
    }
}
