package io.streetmatch.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon in the background: however a data folder is named, all commands mean the same one. */
class LauncherIT {

    private static final Path LAUNCHER = Path.of("bin/streetmatch").toAbsolutePath();

    @TempDir
    Path folder;

    private Path work;
    private Path conf;
    private Path data;

    @BeforeEach
    void configure() throws Exception {
        work = Files.createDirectories(folder.resolve("a folder ü"));
        conf = Files.createDirectories(work.resolve("my conf"));
        data = work.resolve("the däta");
        Files.writeString(conf.resolve("application.properties"), "data.dir = the däta\n");
    }

    @AfterEach
    void stop() throws Exception {
        launcher("stop", "--conf", "my conf");
    }

    @Test
    void startsStopsAndRestartsTheDaemonOfAConfiguration() throws Exception {
        assertThat(launcher("status", "--conf", "my conf").exitCode()).isEqualTo(3);
        DaemonProcess.Finished first = launcher("start", "--conf", "my conf");
        assertThat(first.exitCode()).as(first.output()).isZero();
        assertThat(first.output()).contains("Streetmatch is ready", "the däta");
        long process = pid();

        DaemonProcess.Finished again = launcher("start", "-D", "data.dir=the däta");
        assertThat(again.exitCode()).isZero();
        assertThat(again.output()).contains("already runs", "process " + process);
        assertThat(launcher("status", "-Ddata.dir=" + data).exitCode()).isZero();

        DaemonProcess.Finished restarted = launcher("restart", "--data=the däta");
        assertThat(restarted.output()).contains("has stopped", "Streetmatch is ready");
        assertThat(pid()).isNotEqualTo(process);

        DaemonProcess.Finished stopped = launcher("stop", "--conf=my conf");
        assertThat(stopped.exitCode()).isZero();
        assertThat(stopped.output()).contains("has stopped");
        assertThat(launcher("stop", "--data", data.toString()).output()).contains("does not run");
        assertThat(data.resolve(".streetmatch/streetmatch.log")).content().contains("Stopped");
        try (var files = Files.list(work)) {
            assertThat(files).containsExactlyInAnyOrder(conf, data);
        }
    }

    @Test
    void stopsADaemonWhoseParentNeverTakesNoteOfItsEnd() throws Exception {
        Path output = folder.resolve("parent.txt");
        // The shell starts it, and becomes a program that knows nothing of children.
        Process parent = new ProcessBuilder("bash", "-c", "\"$0\" run --conf 'my conf' & exec sleep 600", LAUNCHER.toString())
                .directory(work.toFile()).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            await().atMost(Duration.ofMinutes(2)).until(() -> Files.readString(output).contains("Streetmatch is ready"));
            ProcessHandle daemon = ProcessHandle.of(pid()).orElseThrow();
            DaemonProcess.Finished stopped = launcher("stop", "--conf", "my conf");
            assertThat(stopped.output()).contains("has stopped");
            assertThat(stopped.exitCode()).isZero();
            assertThat(daemon.isAlive()).as("its number is still taken").isTrue();
        } finally {
            parent.descendants().forEach(ProcessHandle::destroyForcibly);
            parent.destroyForcibly();
        }
    }

    @Test
    void neverTakesAnotherProcessForTheDaemonThatWasKilled() throws Exception {
        assertThat(launcher("start", "--conf", "my conf").exitCode()).isZero();
        ProcessHandle.of(pid()).orElseThrow().destroyForcibly();
        ProcessHandle.of(pid()).ifPresent(killed -> killed.onExit().join());
        assertThat(launcher("status", "--conf", "my conf").exitCode()).isEqualTo(3);
        // As if the system had given the id to another process since.
        Process other = new ProcessBuilder("sleep", "600").start();
        try {
            Files.writeString(data.resolve(".streetmatch/daemon.pid"), other.pid() + "\n");
            assertThat(launcher("stop", "--conf", "my conf").output()).contains("does not run");
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void saysWhyTheDaemonDoesNotStart() throws Exception {
        DaemonProcess.Finished unknown = launcher("start", "--conf", "my conf", "-D", "model=nowhere");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.output()).contains("nowhere", "did not start");
        DaemonProcess.Finished misspelled = launcher("start", "-D", "data.dri=x");
        assertThat(misspelled.exitCode()).isEqualTo(2);
        assertThat(misspelled.output()).contains("Did you mean 'data.dir'");
        DaemonProcess.Finished missing = launcher("start", "--conf", "nowhere");
        assertThat(missing.exitCode()).isEqualTo(2);
        assertThat(missing.output()).contains("no application.properties in 'nowhere'");
        assertThat(launcher("logs", "--data", "nothing").exitCode()).isEqualTo(1);
        assertThat(work.resolve("nothing")).doesNotExist();
    }

    @Test
    void saysWhenTheProgramIsOlderThanItsSources() throws Exception {
        Path home = Files.createDirectories(folder.resolve("home"));
        Files.createSymbolicLink(home.resolve("target"), Path.of("target").toAbsolutePath());
        Files.createSymbolicLink(home.resolve("conf"), Path.of("conf").toAbsolutePath());
        Path script = Files.copy(LAUNCHER, Files.createDirectories(home.resolve("bin")).resolve("streetmatch"), StandardCopyOption.COPY_ATTRIBUTES);
        Path source = Files.createFile(Files.createDirectories(home.resolve("src/main/resources")).resolve("model.pb"));
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));

        DaemonProcess.Finished stale = finish(script, "run", "--help");
        assertThat(stale.exitCode()).as(stale.output()).isZero();
        assertThat(stale.output()).contains("was built before " + home.toRealPath().resolve("src/main/resources/model.pb"), "mvn -q clean package");

        Files.setLastModifiedTime(source, FileTime.from(Instant.EPOCH));
        assertThat(finish(script, "run", "--help").output()).doesNotContain("was built before").contains("Usage");
    }

    private long pid() throws IOException {
        return Long.parseLong(Files.readString(data.resolve(".streetmatch/daemon.pid")).strip());
    }

    private DaemonProcess.Finished launcher(String... arguments) throws IOException, InterruptedException {
        return finish(LAUNCHER, arguments);
    }

    private DaemonProcess.Finished finish(Path launcher, String... arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "launcher", ".log");
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(work.toFile()).redirectErrorStream(true).redirectOutput(output.toFile());
        // As people start it; other tests have options of their own for Java.
        builder.environment().remove("STREETMATCH_JAVA_OPTS");
        Process process = builder.start();
        if (!process.waitFor(4, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException(command + " did not end:\n" + Files.readString(output));
        }
        return new DaemonProcess.Finished(process.exitValue(), Files.readString(output));
    }
}
