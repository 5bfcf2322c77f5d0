package io.streetmatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.streetmatch.MilvusServer;
import io.streetmatch.app.DaemonProcess.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code .ci/run} does where a server of the tests cannot be installed. Stand-ins: a Python that cannot do anything, and a Maven that
 * only says that it was called.
 */
class CiRunIT {

    @TempDir
    Path folder;

    private Path programs;

    @BeforeEach
    void replacePrograms() throws IOException {
        programs = Files.createDirectories(folder.resolve("bin"));
        program("mvn", "echo maven was called");
        program("python3", "exit 1");
    }

    private void program(String name, String does) throws IOException {
        Path file = Files.writeString(programs.resolve(name), "#!/bin/sh\n" + does + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void failsInCiWithoutTheServerOfTheMilvusTests() throws Exception {
        Finished ci = run("true", Map.of("MILVUS_VENV", folder.resolve("none").toString()));
        assertThat(ci.exitCode()).as(ci.output()).isNotZero();
        assertThat(ci.output()).contains("CI=true", "must not be skipped").doesNotContain("maven was called");
        assertThat(folder.resolve("none")).as("half an installation").doesNotExist();
    }

    @Test
    void failsInCiWithoutMilvusLite() throws Exception {
        MilvusServer.requireInstalled();
        Finished ci = run("true", Map.of("MILVUS_LITE_VENV", folder.resolve("none").toString()));
        assertThat(ci.exitCode()).as(ci.output()).isNotZero();
        assertThat(ci.output()).contains("milvus-lite must not be skipped").doesNotContain("maven was called");
    }

    @Test
    void goesOnElsewhereAndSaysWhatIsSkipped() throws Exception {
        Finished elsewhere = run("", Map.of("MILVUS_VENV", folder.resolve("none").toString(),
                "MILVUS_LITE_VENV", folder.resolve("lite").toString()));
        assertThat(elsewhere.exitCode()).as(elsewhere.output()).isZero();
        assertThat(elsewhere.output())
                .contains("The tests with a Milvus server are skipped", "The tests with milvus-lite are skipped", "maven was called");
    }

    private Finished run(String ci, Map<String, String> more) throws Exception {
        Path output = Files.createTempFile(folder, "ci", ".log");
        ProcessBuilder builder = new ProcessBuilder(".ci/run").redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().remove("STREETMATCH_CACHE_DIR");
        builder.environment().putAll(Map.of("CI", ci, "PATH", programs + ":" + System.getenv("PATH")));
        builder.environment().putAll(more);
        return new Finished(builder.start().waitFor(), Files.readString(output));
    }
}
