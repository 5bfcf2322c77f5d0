package io.streetmatch.augment;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Reads what a process writes to its error output, so that it never waits for a reader, and keeps the beginning. */
final class LastWords {

    private static final int KEPT = 300;

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final StringBuilder beginning = new StringBuilder();
    private final Thread reader;

    /** Begins to read. */
    LastWords(InputStream errors) {
        this.reader = new Thread(() -> readAll(errors), "macro-errors");
        reader.setDaemon(true);
        reader.start();
    }

    private void readAll(InputStream errors) {
        byte[] buffer = new byte[1_024];
        try (errors) {
            for (int length = errors.read(buffer); length >= 0; length = errors.read(buffer)) {
                keep(new String(buffer, 0, length, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            keep(" (" + e.getMessage() + ")");
        }
    }

    private synchronized void keep(String text) {
        beginning.append(text, 0, Math.min(text.length(), KEPT - Math.min(KEPT, beginning.length())));
    }

    /** What it said, in one line; may be empty. To be asked for when the process has ended: waits a moment for the rest. */
    String text() {
        try {
            reader.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            return beginning.toString().strip().replaceAll("\\s+", " ");
        }
    }
}
