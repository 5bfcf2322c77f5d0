package io.streetmatch.augment;

import ij.process.ColorProcessor;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether recipes may run ImageJ macros, and the processes that run them: as many as there are callers at the same time, kept for the
 * next picture. Safe for use by several threads.
 *
 * <p>Two walls stand between a macro and the machine: {@link MacroRules} lets nothing pass that could do more than draw, and the process
 * has nothing that could be reached ({@link MacroCommand}), is watched, and is killed with everything it started.
 */
public final class Macros implements AutoCloseable {

    /** Recipes with macros are refused. */
    public static final Macros OFF = new Macros(false, Duration.ZERO);

    private static final Logger LOG = LoggerFactory.getLogger(Macros.class);

    private final boolean allowed;
    private final Duration limit;
    private final ConcurrentLinkedDeque<MacroProcess> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    private Macros(boolean allowed, Duration limit) {
        this.allowed = allowed;
        this.limit = limit;
    }

    /** Recipes may have macros; each run of one may take so long. */
    public static Macros allowed(Duration limit) {
        return new Macros(true, limit);
    }

    boolean allowed() {
        return allowed;
    }

    /**
     * Runs a macro on a picture; when the process is lost over it, once more in a fresh one.
     *
     * @throws MacroFailedException when the macro does not work on this picture
     * @throws MacroUnavailableException when no process can be started now
     */
    ColorProcessor run(MacroScript script, String argument, int seed, ColorProcessor pixels) throws MacroFailedException {
        try {
            return runOnce(script, argument, seed, pixels);
        } catch (MacroProcess.LostException e) {
            LOG.debug("{}: once more, because {}", script.name(), e.getMessage());
        }
        try {
            return runOnce(script, argument, seed, pixels);
        } catch (MacroProcess.LostException e) {
            throw new MacroFailedException(script.name() + ": " + e.getMessage());
        }
    }

    private ColorProcessor runOnce(MacroScript script, String argument, int seed, ColorProcessor pixels)
            throws MacroFailedException, MacroProcess.LostException {
        MacroProcess waiting = idle.pollFirst();
        MacroProcess process = waiting == null ? MacroProcess.start() : waiting;
        boolean usable = false;
        try {
            ColorProcessor result = process.run(script, argument, seed, pixels, limit);
            usable = true;
            return result;
        } catch (MacroFailedException e) {
            // ImageJ was stopped in the middle of something: no other macro should go on from there.
            throw new MacroFailedException(script.name() + ": " + e.getMessage());
        } finally {
            giveBack(process, usable);
        }
    }

    private void giveBack(MacroProcess process, boolean usable) {
        if (usable) {
            idle.addFirst(process);
        } else {
            process.kill();
        }
        if (closed) {
            killIdle();
        }
    }

    private void killIdle() {
        for (MacroProcess process = idle.pollFirst(); process != null; process = idle.pollFirst()) {
            process.kill();
        }
    }

    /** Ends the processes. They would also end with this one, however that ends. */
    @Override
    public void close() {
        closed = true;
        killIdle();
    }
}
