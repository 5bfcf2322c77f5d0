package io.streetmatch.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streetmatch.MilvusServer;
import io.streetmatch.app.DaemonProcess.Finished;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/milvus} as a person uses it, with the wheel's server on free ports. */
class MilvusLauncherIT {

    private static final int NOT_RUNNING = 3;
    private static final int NO_ANSWER = 4;

    /** Less than a session of a dead server lasts: none is waited for. */
    private static final Duration START = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private Path data;

    @BeforeEach
    void requireServer() throws IOException {
        data = folder.resolve("the däta");
        MilvusServer.requireInstalled();
    }

    @AfterEach
    void stop() throws Exception {
        milvus("stop");
        // What looked after its start notices a moment later that it has ended.
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(processesIn(data)).as("left behind").isEmpty());
    }

    @Test
    void startsAnswersAndEndsTheServer() throws Exception {
        int port = MilvusServer.freePort();
        assertThat(milvus("status").exitCode()).isEqualTo(NOT_RUNNING);
        assertThat(data).as("made by looking").doesNotExist();

        Finished started = milvus("start", "--wheel", "--port", "" + port);
        assertThat(started.exitCode()).as(started.output()).isZero();
        assertThat(started.output()).contains("Milvus is ready: http://localhost:" + port, data + "/milvus", "every network");
        ProcessHandle server = server();
        // A collection is asked, too, whether it answers.
        Files.write(Files.createDirectory(folder.resolve("pictures")).resolve("scene.jpg"), TestPictures.jpeg(1, 320, 240));
        Finished ingest = DaemonProcess.run(data, "ingest", folder.resolve("pictures").toString(), "-D", "index=milvus", "-D", "inbox.settle=1s",
                "-D", "milvus.uri=http://localhost:" + port);
        assertThat(ingest.output()).contains("1  taken in");
        Finished again = milvus("start");
        assertThat(again.exitCode()).isZero();
        assertThat(again.output()).contains("already runs", "process " + server.pid());
        Finished status = milvus("status");
        assertThat(status.exitCode()).as(status.output()).isZero();
        assertThat(status.output()).contains("runs and answers", "" + port);

        server.destroyForcibly();
        server.onExit().get(30, TimeUnit.SECONDS);
        assertThat(milvus("status").exitCode()).isEqualTo(NOT_RUNNING);
        long killed = System.nanoTime();
        Finished back = milvus("start");
        assertThat(back.exitCode()).as(back.output()).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(START);
        assertThat(back.output()).as("the port as before").contains("http://localhost:" + port);

        assertThat(firstLineOfLog()).isNotNull();

        ProcessHandle frozen = server();
        freeze(frozen);
        Finished silent = milvus("status");
        assertThat(silent.exitCode()).as(silent.output()).isEqualTo(NO_ANSWER);
        assertThat(silent.output()).contains("runs, but does not answer");

        Finished stopped = milvus("stop");
        assertThat(stopped.exitCode()).as(stopped.output()).isZero();
        assertThat(stopped.output()).contains("has stopped");
        // Gone, and asked by its parent how it ended.
        await("the end of the server").atMost(Duration.ofSeconds(30)).until(() -> !frozen.isAlive());
        assertThat(answers(port)).isFalse();
        assertThat(processesIn(data)).isEmpty();
        assertThat(milvus("stop").output()).contains("does not run");
    }

    @Test
    void stopsAServerThatFrozeWhileItStarted() throws Exception {
        Process start = command("start", "--wheel", "--port", "" + MilvusServer.freePort()).redirectErrorStream(true)
                .redirectOutput(folder.resolve("start.log").toFile()).start();
        Path pid = data.resolve("milvus/server.pid");
        await("the server's process").atMost(START).pollInterval(Duration.ofMillis(20))
                .until(() -> Files.exists(pid) && !Files.readString(pid).isBlank() && server().info().command().orElse("").endsWith("server/bin/milvus"));
        ProcessHandle frozen = server();
        freeze(frozen);
        start.destroyForcibly().waitFor();

        Finished stopped = milvus("stop");
        assertThat(stopped.output()).contains("has stopped");
        await("the end of the server").atMost(Duration.ofSeconds(30)).until(() -> !frozen.isAlive());
        assertThat(processesIn(data)).isEmpty();
    }

    @Test
    void saysThatAPortIsTaken() throws Exception {
        try (ServerSocket other = new ServerSocket(0)) {
            Finished refused = milvus("start", "--wheel", "--port", "" + other.getLocalPort());
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.output()).contains("Port " + other.getLocalPort() + " is taken", "--port");
        }
        assertThat(milvus("status").exitCode()).isEqualTo(NOT_RUNNING);
    }

    private static void freeze(ProcessHandle process) throws Exception {
        new ProcessBuilder("kill", "-STOP", "" + process.pid()).start().waitFor();
    }

    private ProcessHandle server() throws IOException {
        return ProcessHandle.of(Long.parseLong(Files.readString(data.resolve("milvus/server.pid")).strip())).orElseThrow();
    }

    private String firstLineOfLog() throws Exception {
        Process logs = command("logs").redirectErrorStream(true).start();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(logs.getInputStream(), StandardCharsets.UTF_8))) {
            return lines.readLine();
        } finally {
            logs.destroyForcibly().waitFor();
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** The server works in its own folder, and so would a child of it. */
    private static List<Path> processesIn(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
            try {
                Path place = Files.readSymbolicLink(Path.of("/proc/%d/cwd".formatted(process.pid())));
                if (place.startsWith(folder)) {
                    found.add(Path.of("/proc/%d".formatted(process.pid())));
                }
            } catch (IOException e) {
                // Gone meanwhile, or another user's.
            }
        }
        return found;
    }

    private ProcessBuilder command(String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--data", data.toString()));
        return MilvusServer.launcher(all.toArray(String[]::new));
    }

    private Finished milvus(String... arguments) throws Exception {
        Path output = Files.createTempFile(folder, "milvus", ".log");
        Process process = command(arguments).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        await("bin/milvus " + arguments[0]).atMost(Duration.ofMinutes(4)).until(() -> !process.isAlive());
        return new Finished(process.exitValue(), Files.readString(output));
    }
}
