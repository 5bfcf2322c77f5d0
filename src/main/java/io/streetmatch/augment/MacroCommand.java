package io.streetmatch.augment;

import ij.ImagePlus;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the process for macros is started: with nothing that is worth having.
 *
 * <p>It gets this program's own classes and ImageJ, of the Java platform what drawing needs (no scripting, no HTTP), no environment, a
 * folder that is gone once it runs, and no way to start a process. On Linux it can write no file; where the system lets
 * users make namespaces it has no network, sees every file system as read-only, and takes whatever it started with it when it ends.
 */
final class MacroCommand {

    static final int HEAP_MEGABYTES = 256;

    private static final Logger LOG = LoggerFactory.getLogger(MacroCommand.class);
    private static final Path SHELL = Path.of("/bin/sh");
    private static final List<String> NAMESPACES =
            List.of("unshare", "--user", "--map-root-user", "--mount", "--net", "--pid", "--fork", "--kill-child");

    /** What stands before the Java command; found out once. */
    private static final class Fence {

        private static final List<String> COMMAND = find();

        private static List<String> find() {
            if (!System.getProperty("os.name").equals("Linux") || !Files.isExecutable(SHELL)) {
                return List.of();
            }
            List<String> namespaces = new ArrayList<>(NAMESPACES);
            namespaces.addAll(shell("namespace"));
            boolean allowed = works(namespaces);
            LOG.debug("Macros run {} network and files of their own", allowed ? "without" : "with limits, but not without");
            return allowed ? List.copyOf(namespaces) : shell("plain");
        }

        private static List<String> shell(String kind) {
            return List.of(SHELL.toString(), "-c", script(), "macro", kind);
        }

        private static boolean works(List<String> fence) {
            List<String> command = new ArrayList<>(fence);
            command.add("true");
            try {
                Process probe = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
                boolean ended = probe.waitFor(10, TimeUnit.SECONDS);
                probe.destroyForcibly();
                return ended && probe.exitValue() == 0;
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        private static String script() {
            try (InputStream script = MacroCommand.class.getResourceAsStream("fence.sh")) {
                return new String(script.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new IllegalStateException("fence.sh lies beside this class", e);
            }
        }
    }

    private MacroCommand() {}

    /** Whether the process has a network and files of its own, that is none. */
    static boolean inNamespaces() {
        return Fence.COMMAND.contains("namespace");
    }

    /** The process to be started, with this folder as its own. */
    static ProcessBuilder inFolder(Path folder) {
        List<String> command = new ArrayList<>(Fence.COMMAND);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xmx" + HEAP_MEGABYTES + "m", "-XX:MaxMetaspaceSize=64m", "-XX:+ExitOnOutOfMemoryError",
                // Starts fast, stays small, and has nothing to write anywhere.
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-XX:ErrorFile=/dev/null",
                "--limit-modules", "java.desktop", "-Djava.awt.headless=true",
                // No such way to start a process: exec fails where Java looks at this (Linux, macOS).
                "-Djdk.lang.Process.launchMechanism=NONE",
                "-Duser.home=" + folder, "-Djava.io.tmpdir=" + folder,
                "-cp", classPath(), MacroChild.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        // Names of files are bytes: without this Java cannot find its classes in a folder with an umlaut.
        builder.environment().putAll(Map.of("LC_ALL", "C.UTF-8"));
        return builder;
    }

    private static String classPath() {
        return home(MacroChild.class) + System.getProperty("path.separator") + home(ImagePlus.class);
    }

    private static Path home(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toAbsolutePath();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("classes of this program lie in files", e);
        }
    }
}
