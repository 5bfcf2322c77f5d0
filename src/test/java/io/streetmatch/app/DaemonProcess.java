package io.streetmatch.app;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * {@code bin/streetmatch run} in a process of its own, as a person starts it; to be killed. It stores no variants unless the command line
 * says so: they take time, and most tests are about other things.
 */
final class DaemonProcess {

    private final Process process;
    private final Path output;

    private DaemonProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts it on a data folder; does not wait until it is ready. */
    static DaemonProcess start(Path data, String... more) throws IOException {
        return start(data, "run", List.of(more));
    }

    /** Starts it with options of Java. */
    static DaemonProcess startWith(String javaOptions, Path data, String... more) throws IOException {
        return start(data, "run", List.of(more), Map.of("STREETMATCH_JAVA_OPTS", javaOptions));
    }

    /** Starts another command; does not wait for it. */
    static DaemonProcess start(Path data, String name, List<String> more) throws IOException {
        return start(data, name, more, Map.of());
    }

    private static DaemonProcess start(Path data, String name, List<String> more, Map<String, String> environment) throws IOException {
        Path output = Files.createTempFile(data.getParent(), "daemon", ".log");
        List<String> command = new ArrayList<>(List.of("bin/streetmatch", name, "--data", data.toString()));
        command.addAll(more);
        ProcessBuilder builder = withoutVariants(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        return new DaemonProcess(process, output);
    }

    /** A command that stores no variants unless its command line says so. */
    static ProcessBuilder withoutVariants(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("STREETMATCH_AUGMENT_RECIPE", "none");
        return builder;
    }

    /** Runs another command to its end. */
    static Finished run(Path data, String... arguments) throws IOException, InterruptedException {
        return run(Duration.ofMinutes(5), Map.of(), data, arguments);
    }

    /** Runs another command to its end, which may take its time, with variables in its environment. */
    static Finished run(Duration patience, Map<String, String> environment, Path data, String... arguments)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile(data.getParent(), "command", ".log");
        List<String> command = new ArrayList<>(List.of("bin/streetmatch"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--data", data.toString()));
        ProcessBuilder builder = withoutVariants(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new IOException("%s did not end within %s:%n%s".formatted(command, patience, Files.readString(output)));
        }
        return new Finished(process.exitValue(), Files.readString(output));
    }

    /** How a command ended. */
    record Finished(int exitCode, String output) {}

    DaemonProcess awaitReady() {
        return awaitText("Streetmatch is ready");
    }

    /** Waits until it says something, as output or in its log. */
    DaemonProcess awaitText(String wanted) {
        await("the daemon to say '" + wanted + "'").atMost(Duration.ofMinutes(3)).until(() -> text().contains(wanted) || !process.isAlive());
        if (!process.isAlive()) {
            throw new AssertionError("the daemon ended:\n" + text());
        }
        return this;
    }

    String text() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Memory that the process holds (resident set), in bytes. */
    long residentBytes() throws IOException, InterruptedException {
        Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(process.pid())).start();
        String kilobytes = new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        if (ps.waitFor() != 0) {
            throw new AssertionError("the daemon is gone:\n" + text());
        }
        return Long.parseLong(kilobytes) << 10;
    }

    /** Waits until it ends by itself, and gives the exit code. */
    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            throw new AssertionError("it did not end:\n" + text());
        }
        return process.exitValue();
    }

    /** kill -9. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** SIGTERM; does not wait for the end. */
    void askToEnd() {
        process.destroy();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGTERM, and the exit code. */
    int terminate() throws InterruptedException {
        return terminate(Duration.ofSeconds(90));
    }

    /** SIGTERM, and the exit code; fails when the process takes longer than it may. */
    int terminate(Duration atMost) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the daemon did not end:\n" + text());
        }
        return process.exitValue();
    }
}
