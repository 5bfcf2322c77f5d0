package io.streetmatch.eval;

/**
 * How long things took, in milliseconds.
 *
 * @param ingest to take one picture in, all cores busy: the time for all, by their number
 * @param answer from a question's file to its answer, one at a time: the median
 * @param search the search's part of that: the median
 */
public record Times(double ingest, double answer, double search) {}
