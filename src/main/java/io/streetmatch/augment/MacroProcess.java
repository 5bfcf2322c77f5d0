package io.streetmatch.augment;

import ij.process.ColorProcessor;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One process that runs macros, for one caller at a time. */
final class MacroProcess {

    /** The process is gone: what it did is lost, another one may fare better. The message says how it ended. */
    static final class LostException extends Exception {

        private static final long serialVersionUID = 1L;

        LostException(String message) {
            super(message);
        }
    }

    /** What {@code -XX:+ExitOnOutOfMemoryError} ends with. */
    private static final int OUT_OF_MEMORY = 3;

    private static final int LONGEST_MESSAGE = 300;

    private static final Duration START = Duration.ofSeconds(60);
    private static final ScheduledThreadPoolExecutor CLOCK = clock();

    private final Process process;
    private final Path folder;
    private final DataOutputStream out;
    private final DataInputStream in;
    private final LastWords lastWords;
    private volatile boolean late;

    private MacroProcess(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
        this.out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
        this.in = new DataInputStream(new BufferedInputStream(process.getInputStream()));
        this.lastWords = new LastWords(process.getErrorStream());
    }

    /** Starts one and waits until it is ready. */
    static MacroProcess start() throws MacroUnavailableException {
        try {
            Path folder = Files.createTempDirectory("streetmatch-macro");
            MacroProcess started = new MacroProcess(MacroCommand.inFolder(folder).start(), folder);
            started.awaitReady();
            return started;
        } catch (IOException e) {
            throw new MacroUnavailableException("No process for macros can be started: %s. Is this Java still installed in %s?"
                    .formatted(e.getMessage(), System.getProperty("java.home")), e);
        }
    }

    private void awaitReady() throws IOException {
        ScheduledFuture<?> deadline = deadline(START);
        try {
            if (in.readInt() != MacroWire.READY) {
                throw new IOException("it says something else than that it is ready");
            }
            // On Linux and macOS it lives on in a folder that is no more: nothing can be made there, and nothing stays behind after a crash.
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            kill();
            String said = lastWords.text();
            throw new IOException(late ? "it was not ready after %d s".formatted(START.toSeconds()) : said.isEmpty() ? e.toString() : said, e);
        } finally {
            deadline.cancel(false);
        }
    }

    /**
     * Runs a macro on a picture.
     *
     * @param limit after which the process is killed
     * @throws MacroFailedException when the macro does not work on this picture
     * @throws LostException when the process has ended over it; this object is then of no more use
     */
    ColorProcessor run(MacroScript script, String argument, int seed, ColorProcessor pixels, Duration limit)
            throws MacroFailedException, LostException {
        ScheduledFuture<?> deadline = deadline(limit);
        try {
            MacroWire.writeText(out, script.text());
            MacroWire.writeText(out, argument);
            out.writeInt(seed);
            MacroWire.writePixels(out, pixels);
            out.flush();
            return answer();
        } catch (IOException e) {
            throw new LostException(cause(limit, e));
        } finally {
            deadline.cancel(false);
        }
    }

    private ColorProcessor answer() throws IOException, MacroFailedException {
        switch (in.readInt()) {
            case MacroWire.DONE -> {
                return MacroWire.readPixels(in);
            }
            case MacroWire.FAILED -> throw new MacroFailedException(shortened(MacroWire.readText(in)));
            default -> throw new IOException("the process for macros gave no answer that can be understood");
        }
    }

    private static String shortened(String message) {
        String line = message.strip().replaceAll("\\s+", " ");
        return line.length() > LONGEST_MESSAGE ? line.substring(0, LONGEST_MESSAGE) + " ..." : line;
    }

    private String cause(Duration limit, IOException failure) {
        boolean ended = ended();
        kill();
        if (late) {
            return "it was not done after %s s (augment.macroTimeout)".formatted(Range.text(limit.toMillis() / 1_000.0));
        }
        if (ended && process.exitValue() == OUT_OF_MEMORY) {
            return "it needed more memory than the %d MB that a macro gets".formatted(MacroCommand.HEAP_MEGABYTES);
        }
        String said = lastWords.text();
        return ended ? "its process ended with code %d%s".formatted(process.exitValue(), said.isEmpty() ? "" : ": " + said)
                : "its process was given up: " + failure.getMessage();
    }

    /** Whether it ends by itself; the end of its output is seen a moment before that of the process. */
    private boolean ended() {
        try {
            return process.waitFor(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private ScheduledFuture<?> deadline(Duration limit) {
        return CLOCK.schedule(() -> {
            late = true;
            kill();
        }, limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Ends it and whatever it may have started. */
    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            // An empty folder among the temporary ones; where a process cannot lose its folder it may still hold it for a moment.
        }
    }

    long pid() {
        return process.pid();
    }

    private static ScheduledThreadPoolExecutor clock() {
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "macro-deadlines");
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
        return clock;
    }
}
