package io.streetmatch.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.streetmatch.MilvusServer;
import io.streetmatch.app.DaemonProcess.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/milvus} where a Docker engine answers, and the program on the server that it starts. Fetches nothing. */
class MilvusDockerIT {

    private static final int NOT_RUNNING = 3;
    private static final int PICTURES = 6;

    /** The folders that the containers mount, below the data folder. */
    private static final List<String> PARTS = List.of("etcd", "minio", "milvus");

    @TempDir
    Path folder;

    private Path data;
    private int port;
    private List<String> images = List.of();

    @BeforeEach
    void requireDocker() throws Exception {
        data = folder.resolve("the däta");
        port = MilvusServer.freePort();
        assumeTrue(succeeds("docker", "info") && succeeds("docker", "compose", "version"),
                "skipped: no Docker engine with Compose answers; 'docker info' and 'docker compose version' say why");
        ProcessBuilder compose = new ProcessBuilder("docker", "compose", "--file", "conf/milvus-compose.yml", "config", "--images");
        compose.environment().put("MILVUS_VOLUMES", data.toString());
        images = run(compose).output().lines().sorted().toList();
        assertThat(images).as("images of conf/milvus-compose.yml").hasSameSizeAs(PARTS);
        for (String image : images) {
            assumeTrue(succeeds("docker", "image", "inspect", image),
                    "skipped: the images of conf/milvus-compose.yml are not all here: bin/milvus install --docker fetches them");
        }
    }

    @AfterEach
    void stop() throws Exception {
        if (Files.isDirectory(data.resolve("milvus/docker"))) {
            milvus("stop");
            List<String> left = containers();
            // The containers wrote as root; only a container may take that away.
            String server = images.stream().filter(image -> image.contains("milvusdb/")).findFirst().orElseThrow();
            List<String> remove = new ArrayList<>(List.of("docker", "run", "--rm", "--network", "none", "--user", "0", "--entrypoint", "rm",
                    "--volume", data.resolve("milvus/docker") + ":/left", server, "-rf"));
            PARTS.forEach(part -> remove.add("/left/" + part));
            assertThat(succeeds(remove.toArray(String[]::new))).as("took its data away").isTrue();
            assertThat(left).as("left behind").isEmpty();
        }
    }

    @Test
    void servesTheProgramAndKeepsWhatItWasGivenWhateverIsKilled() throws Exception {
        assertThat(milvus("status").exitCode()).isEqualTo(NOT_RUNNING);
        Finished started = milvus("start", "--port", "" + port);
        assertThat(started.exitCode()).as(started.output()).isZero();
        assertThat(started.output()).contains("Milvus is ready: http://localhost:" + port + " (Docker Compose)", data + "/milvus");
        assertThat(containers()).hasSameSizeAs(PARTS);
        assertThat(publishedPorts()).as("reachable from outside the containers").containsExactly("127.0.0.1:%d->19530/tcp".formatted(port));

        takePicturesIn();
        assertFindsItsPictures();
        Finished status = milvus("status");
        assertThat(status.exitCode()).as("with a collection: " + status.output()).isZero();
        assertThat(milvus("status", "--wheel").output()).contains("belong to the docker server");

        kill("milvus");
        assertThat(milvus("status").exitCode()).isEqualTo(NOT_RUNNING);
        assertStarts("is ready");
        assertFindsItsPictures();
        kill("minio");
        assertStarts("already runs");
        assertThat(containers()).as("MinIO, too").hasSameSizeAs(PARTS);

        // What a dead server leaves running is ended with it.
        kill("milvus");
        Finished stopped = milvus("stop");
        assertThat(stopped.exitCode()).as(stopped.output()).isZero();
        assertThat(stopped.output()).contains("Milvus has stopped");
        assertThat(containers()).isEmpty();
        assertThat(milvus("stop").output()).contains("does not run");
        assertStarts("is ready");
        assertFindsItsPictures();
    }

    private void takePicturesIn() throws Exception {
        Path pictures = Files.createDirectories(folder.resolve("pictures"));
        for (int seed = 0; seed < PICTURES; seed++) {
            Files.write(pictures.resolve("scene %d.jpg".formatted(seed)), TestPictures.jpeg(seed, 320, 240));
        }
        Finished ingest = program("ingest", pictures.toString());
        assertThat(ingest.exitCode()).as(ingest.output()).isZero();
        assertThat(ingest.output()).contains(PICTURES + "  taken in");
    }

    private void assertFindsItsPictures() throws Exception {
        Finished query = program("query", folder.resolve("pictures/scene 3.jpg").toString());
        assertThat(query.exitCode()).as(query.output()).isZero();
        assertThat(query.output().lines().filter(line -> line.startsWith("  1 ")).toList()).singleElement().asString()
                .contains("distance 0.0000", "scene 3.jpg");
        assertThat(query.output()).as("the fifth of %d".formatted(PICTURES)).containsPattern("(?m)^  5  distance");
    }

    private void assertStarts(String word) throws Exception {
        Finished started = milvus("start");
        assertThat(started.exitCode()).as(started.output()).isZero();
        assertThat(started.output()).as("the port as before").contains("Milvus " + word + ": http://localhost:" + port);
    }

    /** kill -9 of a part's container, which the engine takes for a person's wish. */
    private void kill(String part) throws Exception {
        List<String> found = ps("{{.ID}}", part);
        assertThat(found).as("containers of " + part).hasSize(1);
        assertThat(succeeds("docker", "kill", found.get(0))).isTrue();
    }

    private List<String> containers() throws Exception {
        List<String> found = new ArrayList<>();
        for (String part : PARTS) {
            found.addAll(ps("{{.Names}}", part));
        }
        return found;
    }

    private List<String> publishedPorts() throws Exception {
        List<String> found = new ArrayList<>();
        for (String part : PARTS) {
            ps("{{.Ports}}", part).stream().flatMap(ports -> Arrays.stream(ports.split(", "))).filter(port -> port.contains("->")).forEach(found::add);
        }
        return found;
    }

    /** What {@code docker ps} says of the running container that has a part's folder. */
    private List<String> ps(String format, String part) throws Exception {
        Finished ps = run(new ProcessBuilder("docker", "ps", "--filter", "volume=" + data.resolve("milvus/docker").resolve(part), "--format", format));
        assertThat(ps.exitCode()).as(ps.output()).isZero();
        return ps.output().lines().toList();
    }

    private Finished program(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("-D", "index=milvus", "-D", "milvus.uri=http://localhost:" + port, "-D", "inbox.settle=1s"));
        return DaemonProcess.run(data, all.toArray(String[]::new));
    }

    private Finished milvus(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--data", data.toString()));
        return run(MilvusServer.launcher(all.toArray(String[]::new)));
    }

    private boolean succeeds(String... command) throws Exception {
        try {
            return run(new ProcessBuilder(command)).exitCode() == 0;
        } catch (IOException e) {
            // Not installed.
            return false;
        }
    }

    private Finished run(ProcessBuilder builder) throws Exception {
        Path output = Files.createTempFile(folder, "command", ".log");
        Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        await(String.join(" ", builder.command())).atMost(Duration.ofMinutes(5)).until(() -> !process.isAlive());
        return new Finished(process.exitValue(), Files.readString(output));
    }
}
