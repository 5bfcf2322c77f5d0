package io.streetmatch.app;

import io.streetmatch.folder.DataFolder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The program as a process of its own, with the Java and the options of this one; for measuring it from outside. */
final class ForkedDaemon implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration STOP = Duration.ofSeconds(90);

    /** The index waits 10 s before it builds graphs. */
    private static final Duration REST = Duration.ofSeconds(13);

    /** Of a core: what looking at the folders takes, and a little more. */
    private static final double AT_REST = 0.2;

    private final DataFolder data;
    private final Process process;
    private final Path output;

    private ForkedDaemon(DataFolder data, Process process, Path output) {
        this.data = data;
        this.process = process;
        this.output = output;
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param overrides keys of the configuration
     * @throws IOException when it does not start; the message has what it said
     */
    static ForkedDaemon start(DataFolder data, Map<String, String> overrides) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "run", "--data", data.root().toString()));
        overrides.forEach((key, value) -> command.addAll(List.of("-D", key + "=" + value)));
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
        Path inInbox = data.inbox().resolve(files.getFileName());
        long start = System.nanoTime();
        Files.move(files, inInbox);
        while (!isEmpty(inInbox)) {
            requireAlive();
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Waits until it has had next to nothing to do for a while: behind the last picture segments are merged and graphs built. */
    void awaitRest() throws IOException, InterruptedException {
        long restSince = System.nanoTime();
        while (System.nanoTime() - restSince < REST.toNanos()) {
            Duration used = used();
            TimeUnit.SECONDS.sleep(1);
            requireAlive();
            if (used().minus(used).toMillis() > AT_REST * TimeUnit.SECONDS.toMillis(1)) {
                restSince = System.nanoTime();
            }
        }
    }

    /** Time of all cores so far; zero where the system does not say. */
    private Duration used() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
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
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
