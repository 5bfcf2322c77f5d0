package io.streetmatch.search;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what a running program has done, for status and logs. Safe for use by several threads. */
public final class Activity {

    private static final int ERRORS_KEPT = 5;

    /** A failure worth showing: when, and what. */
    public record Incident(Instant time, String message) {}

    private final AtomicLong ingested = new AtomicLong();
    private final AtomicLong quarantined = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong postponed = new AtomicLong();
    private final Deque<Incident> incidents = new ArrayDeque<>();

    /** A picture is in the collection. */
    public void ingested() {
        ingested.incrementAndGet();
    }

    /** A file was no picture. */
    public void quarantined(String message) {
        quarantined.incrementAndGet();
        note(message);
    }

    /** A question has its answer. */
    public void answered() {
        answered.incrementAndGet();
    }

    /** A file stays where it is, to be tried again. */
    public void postponed(String message) {
        postponed.incrementAndGet();
        note(message);
    }

    /** Something is wrong that concerns no file of the inbox. */
    public void trouble(String message) {
        note(message);
    }

    /** Pictures taken in since the start. */
    public long ingestedCount() {
        return ingested.get();
    }

    /** Files quarantined since the start. */
    public long quarantinedCount() {
        return quarantined.get();
    }

    /** Questions answered since the start, bad ones included. */
    public long answeredCount() {
        return answered.get();
    }

    /** Tries that ended with the file left where it is, since the start. */
    public long postponedCount() {
        return postponed.get();
    }

    /** The last failures, newest first. */
    public synchronized List<Incident> incidents() {
        return List.copyOf(incidents);
    }

    private synchronized void note(String message) {
        incidents.addFirst(new Incident(Instant.now(), message));
        if (incidents.size() > ERRORS_KEPT) {
            incidents.removeLast();
        }
    }
}
