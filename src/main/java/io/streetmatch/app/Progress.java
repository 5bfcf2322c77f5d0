package io.streetmatch.app;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * Says how far something is, with its rate and the time left: a bar that is drawn again on a terminal, a line now and then elsewhere.
 * Not safe for use by several threads.
 */
final class Progress {

    private static final int BAR = 30;
    private static final Duration BETWEEN_REDRAWS = Duration.ofMillis(200);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    private final PrintStream out;
    private final boolean terminal;
    private final String what;
    private final long start = System.nanoTime();
    private long lastShown = start;

    /** Progress of these things, such as {@code pictures}. */
    Progress(PrintStream out, boolean terminal, String what) {
        this.out = out;
        this.terminal = terminal;
        this.what = what;
    }

    /** Shows the state, unless it was shown a moment ago. */
    void show(long done, long total) {
        Duration pause = terminal ? BETWEEN_REDRAWS : BETWEEN_LINES;
        if (System.nanoTime() - lastShown >= pause.toNanos()) {
            lastShown = System.nanoTime();
            String line = line(done, total, Duration.ofNanos(lastShown - start));
            if (terminal) {
                // Erases what the last, longer line left.
                out.print("\r" + line + "\u001b[K");
                out.flush();
            } else {
                out.println(line);
            }
        }
    }

    /** Takes the bar away, so that what is printed next stands alone. */
    void end() {
        if (terminal) {
            out.print("\r\u001b[K");
            out.flush();
        }
    }

    /** Time since the start. */
    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private String line(long done, long total, Duration elapsed) {
        double rate = done / Math.max(1e-9, elapsed.toNanos() / 1e9);
        int filled = total == 0 ? BAR : (int) (BAR * done / total);
        String left = rate > 0 ? spelled(Duration.ofSeconds(Math.round((total - done) / rate))) + " left" : "";
        return String.format(Locale.ROOT, "[%s%s] %,d of %,d %s, %.0f a second, %s", "#".repeat(filled), " ".repeat(BAR - filled), done, total,
                what, rate, left);
    }

    /** {@code 42 s}, {@code 3 min 20 s} or {@code 2 h 5 min}. */
    static String spelled(Duration time) {
        if (time.toHours() > 0) {
            return "%d h %d min".formatted(time.toHours(), time.toMinutesPart());
        }
        return time.toMinutes() > 0 ? "%d min %d s".formatted(time.toMinutes(), time.toSecondsPart()) : "%d s".formatted(time.toSeconds());
    }
}
