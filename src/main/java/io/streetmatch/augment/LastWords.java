package io.streetmatch.augment;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads what a process writes to its error output, so that it never waits for a reader, and keeps the beginning. */
final class LastWords {

    private static final int KEPT = 300;

    private final StringBuilder beginning = new StringBuilder();

    private LastWords() {}

    static LastWords of(InputStream errors) {
        LastWords words = new LastWords();
        Thread reader = new Thread(() -> words.readAll(errors), "macro-errors");
        reader.setDaemon(true);
        reader.start();
        return words;
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

    /** What was read so far in one line, or something else where that is nothing. */
    synchronized String orElse(String otherwise) {
        return beginning.isEmpty() ? otherwise : beginning.toString().strip().replaceAll("\\s+", " ");
    }

    /** What was read so far, to be put behind a message; may be empty. */
    String text() {
        String words = orElse("");
        return words.isEmpty() ? "" : ": " + words;
    }
}
