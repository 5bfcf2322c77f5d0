package io.streetmatch.index;

/**
 * How much an index holds.
 *
 * @param pictures entries of variant {@link IndexEntry#ORIGINAL}
 * @param entries all entries, variants included
 */
public record IndexSize(long pictures, long entries) {}
