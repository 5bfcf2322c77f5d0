package io.streetmatch.augment;

import ij.IJ;
import ij.ImagePlus;
import ij.Menus;
import ij.Prefs;
import ij.WindowManager;
import ij.macro.Interpreter;
import ij.process.ColorProcessor;
import java.awt.HeadlessException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * The process that runs macros, one after the other, until its input ends. Started by {@link MacroProcess}; has ImageJ and the Java
 * platform only.
 */
final class MacroChild {

    private MacroChild() {}

    /** Serves until the other side closes the input or dies. */
    public static void main(String[] arguments) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(new FileInputStream(FileDescriptor.in)));
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
        // Whatever ImageJ prints must not get between the answers.
        System.setIn(InputStream.nullInputStream());
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        Prefs.setThreads(1);
        installCommands();
        // Macros run on a thread of their own, so that this one always sees the end of the input, even while a macro never ends.
        ExecutorService runner = Executors.newSingleThreadExecutor();
        out.writeInt(MacroWire.READY);
        out.flush();
        try {
            while (true) {
                String macro = MacroWire.readText(in);
                String argument = MacroWire.readText(in);
                int seed = in.readInt();
                ColorProcessor pixels = MacroWire.readPixels(in);
                runner.execute(() -> answer(out, macro, argument, seed, pixels));
            }
        } catch (IOException e) {
            // The other side has closed the input, or is gone.
            Runtime.getRuntime().halt(0);
        }
    }

    /** ImageJ has no menu without a screen, hence no commands: this makes the table, and puts the allowed ones in. */
    @SuppressWarnings("unchecked") // ImageJ's tables are older than generics
    private static void installCommands() {
        try {
            IJ.run("Select None");
        } catch (HeadlessException e) {
            // The table is there; the menu bar that should follow is what failed.
        }
        Menus.getCommands().clear();
        Menus.getCommands().putAll(MacroRules.COMMANDS);
    }

    private static void answer(DataOutputStream out, String macro, String argument, int seed, ColorProcessor pixels) {
        ImagePlus picture = new ImagePlus("picture", pixels);
        Set<Thread> before = threads();
        try {
            Optional<String> failure = run(macro, argument, seed, picture);
            if (failure.isPresent()) {
                out.writeInt(MacroWire.FAILED);
                MacroWire.writeText(out, failure.get());
            } else {
                out.writeInt(MacroWire.DONE);
                MacroWire.writePixels(out, picture.getProcessor() instanceof ColorProcessor colours
                        ? colours : picture.getProcessor().convertToColorProcessor());
            }
            out.flush();
        } catch (IOException e) {
            Runtime.getRuntime().halt(0);
        }
        if (Interpreter.getBatchModeImageCount() > 0 || WindowManager.getImageCount() > 0 || !before.containsAll(threads())) {
            // The next macro would find what this one left open; a fresh process does not.
            Runtime.getRuntime().halt(0);
        }
    }

    /** Threads of their own, such as that of a command which ImageJ starts without waiting for it (doCommand). */
    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> !thread.isDaemon()).collect(Collectors.toSet());
    }

    /** Runs a macro on a picture; gives what went wrong. */
    private static Optional<String> run(String macro, String argument, int seed, ImagePlus picture) {
        // As the first global variable, so that the seed is set before any other is computed; on the macro's first line, so that its line
        // numbers stay. The end comes on a line of its own.
        String text = "var seededByStreetmatch = random(\"seed\", %d); %s\n\n".formatted(seed, macro);
        Interpreter interpreter = new Interpreter();
        IJ.getErrorMessage(); // takes away what a command of an earlier macro may have said after that macro's end
        Interpreter.batchMode = true;
        Interpreter.addBatchModeImage(picture);
        try {
            interpreter.run(text, argument);
            return Optional.ofNullable(interpreter.getErrorMessage()).or(() -> Optional.ofNullable(IJ.getErrorMessage()));
        } catch (StackOverflowError e) {
            return Optional.of("it calls itself without end");
        } catch (RuntimeException | LinkageError e) {
            // ImageJ wants to show its message in a window, which there is none of, and has gone to the next line by then.
            int line = MacroLines.of(text).lastBefore(interpreter.getLineNumber());
            return Optional.of(Optional.ofNullable(interpreter.getErrorMessage())
                    .map(message -> "%s in line %d".formatted(message, line))
                    .orElseGet(() -> "ImageJ says: " + e));
        } finally {
            Interpreter.batchMode = false;
            Interpreter.removeBatchModeImage(picture);
        }
    }
}
