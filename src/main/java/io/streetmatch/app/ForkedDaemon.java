package io.streetmatch.app;

import io.streetmatch.folder.DataFolder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The program as a process of its own, with the Java and the options of this one; for measuring it from outside. */
final class ForkedDaemon implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration STOP = Duration.ofSeconds(90);

    private final DataFolder data;
    private final Process process;
    private final Path output;
    /** A held process would outlive this one and not even see that it is to end. */
    private final Thread released = new Thread(this::release);
    private volatile boolean held;

    private ForkedDaemon(DataFolder data, Process process, Path output) {
        this.data = data;
        this.process = process;
        this.output = output;
        Runtime.getRuntime().addShutdownHook(released);
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param arguments of {@code run}; name the data folder, too
     * @throws IOException when it does not start; the message has what it said
     */
    static ForkedDaemon start(DataFolder data, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "run"));
        command.addAll(arguments);
        Files.createDirectories(data.root());
        Path output = data.root().resolve("output.txt");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        ForkedDaemon daemon = new ForkedDaemon(data, process, output);
        long start = System.nanoTime();
        while (!Files.readString(output).contains("Streetmatch is ready")) {
            if (!process.isAlive() || System.nanoTime() - start > START.toNanos()) {
                daemon.close();
                throw new IOException("The daemon did not start:\n" + Files.readString(output));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return daemon;
    }

    /**
     * Puts a folder of files into the inbox in one step and waits until all have been taken in.
     *
     * @param files on the same file system as the data folder
     */
    Duration takeIn(Path files) throws IOException, InterruptedException {
        long start = System.nanoTime();
        awaitEmpty(drop(files));
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Puts a folder of files into the inbox in one step; gives its place there. */
    Path drop(Path files) throws IOException {
        return Files.move(files, data.inbox().resolve(files.getFileName()));
    }

    /** Waits until all files of a folder in the inbox have been taken in. */
    void awaitEmpty(Path inInbox) throws IOException, InterruptedException {
        while (!isEmpty(inInbox)) {
            requireAlive();
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Holds all its threads, as they stand, until {@link #resume}. Needs the {@code kill} of POSIX. */
    void pause() throws IOException, InterruptedException {
        held = true;
        signal("STOP");
    }

    /** Lets it go on. */
    void resume() throws IOException, InterruptedException {
        signal("CONT");
        held = false;
    }

    private void release() {
        process.destroy();
        try {
            if (held) {
                resume();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void signal(String name) throws IOException, InterruptedException {
        requireAlive();
        int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start().waitFor();
        if (code != 0) {
            throw new IOException("kill -%s of the daemon (process %d) ended with %d".formatted(name, process.pid(), code));
        }
    }

    /** Whether no file is left in a folder. */
    static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw new IOException("The daemon has ended:\n" + Files.readString(output));
        }
    }

    /** The most memory it ever held, in bytes, everything included; empty where the system does not say (Linux does). */
    OptionalLong peakMemory() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.isReadable(status)) {
            return OptionalLong.empty();
        }
        return Files.readAllLines(status).stream().filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> 1_024 * Long.parseLong(line.replaceAll("\\D", ""))).findFirst();
    }

    @Override
    public void close() {
        release();
        try {
            Runtime.getRuntime().removeShutdownHook(released);
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
