package io.streetmatch.report;

/** How the entries that a search finds become matches. */
public enum Grouping {
    /** One match a picture: its nearest entry. */
    PICTURE,
    /** Every entry is a match; variants of a picture may follow each other. */
    NONE
}
