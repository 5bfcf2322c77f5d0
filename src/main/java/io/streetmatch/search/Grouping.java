package io.streetmatch.search;

/** What counts as one match. */
public enum Grouping {
    /** A picture of the collection, represented by its nearest variant. */
    PICTURE,
    /** Every entry, so that variants of one picture may fill several ranks; the article's way. */
    NONE
}
