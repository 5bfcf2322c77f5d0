package io.streetmatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.streetmatch.app.DaemonProcess.Finished;
import io.streetmatch.demo.StreetScene;
import io.streetmatch.image.Edits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/streetmatch tune} on drawn streets, with the model that ships. */
class TuneIT {

    private static final Duration PATIENCE = Duration.ofMinutes(8);

    @TempDir
    Path folder;

    private Path data;
    private Path conf;

    @BeforeEach
    void copyTheConfiguration() throws Exception {
        data = folder.resolve("data");
        conf = Files.createDirectories(folder.resolve("conf"));
        for (String name : List.of("application.properties", "log4j2.xml")) {
            Files.copy(Path.of("conf", name), conf.resolve(name));
        }
    }

    @Test
    void learnsFromTheArchiveAndTakesTheHeadIntoUse() throws Exception {
        Path pictures = draw(80);
        Finished ingest = run("ingest", pictures.toString());
        assertThat(ingest.exitCode()).as(ingest.output()).isZero();

        Finished tune = run("tune", "--apply", "--force", "--dimension", "256", "--questions", "20");
        assertThat(tune.exitCode()).as(tune.output()).isZero();
        assertThat(tune.output()).contains("rotate by any angle", "points, standard error", "model.output = feature_vector", "The new index is in its place");
        Path head = onlyFile(data.resolve("heads"));
        assertThat(head.resolve("README.md")).content().contains("256 floats of length 1", "recipe tune", "rotate by any angle", "standard error");
        assertThat(Files.readAllLines(conf.resolve("application.properties"))).containsSubsequence(
                "#model.output =", "model.output = feature_vector", "#model.head = none", "model.head = " + head);
        try (Stream<Path> files = Files.list(conf)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("application.properties.")))
                    .singleElement().satisfies(former -> assertThat(former).hasSameTextualContentAs(Path.of("conf/application.properties")));
        }

        // The collection is the new head's: it answers, and is refused to the former model.
        Path question = Files.write(folder.resolve("question.jpg"), Edits.jpeg(Edits.rotated(StreetScene.draw(17, 480, 360), 40), 88));
        Finished query = run("query", question.toString());
        assertThat(query.exitCode()).as(query.output()).isZero();
        assertThat(query.output()).contains("scene 17.jpg");
        Finished former = run("query", question.toString(), "-D", "model.head=none", "-D", "model.output=descriptor");
        assertThat(former.exitCode()).as(former.output()).isNotZero();
        assertThat(former.output()).contains("reindex");

        Finished again = run("tune", "--out", head.toString());
        assertThat(again.exitCode()).isNotZero();
        assertThat(again.output()).contains(head.toString(), "not empty");
    }

    @Test
    void comparesWithoutChangingAnything() throws Exception {
        Path pictures = draw(80);
        Path out = folder.resolve("head");
        Finished tune = run("tune", pictures.toString(), "--out", out.toString(), "--recipe", "article", "--questions", "20");
        assertThat(tune.exitCode()).as(tune.output()).isZero();
        assertThat(tune.output()).contains("street+head, none", "points, standard error", "The head is in " + out);
        assertThat(conf.resolve("application.properties")).hasSameTextualContentAs(Path.of("conf/application.properties"));
        assertThat(data.resolve("index")).doesNotExist();
        assertThat(out).isDirectoryContaining("glob:**.npy");
    }

    @Test
    void refusesWhatWouldNotWorkBeforeItBegins() throws Exception {
        Path pictures = draw(30);
        refused("too few pictures", pictures.toString());
        refused("archive is not a folder");
        refused("model = street is in use", pictures.toString(), "--apply", "--model", "imagenet");
        refused("model.head is set on the command line", pictures.toString(), "--apply", "-D", "model.head=none");
        refused("--force goes with --apply", pictures.toString(), "--force");
        refused("There is no recipe", pictures.toString(), "--recipe", "nothing");
        refused("must be from 40", pictures.toString(), "--pictures", "10");
        Finished variable = DaemonProcess.run(PATIENCE, Map.of("STREETMATCH_MODEL_HEAD", "none"), data, "tune", pictures.toString(), "--apply",
                "--conf", conf.toString());
        assertThat(variable.exitCode()).isEqualTo(2);
        assertThat(variable.output()).contains("STREETMATCH_MODEL_HEAD", "stronger than");
        assertThat(data.resolve("heads")).doesNotExist();
    }

    private void refused(String reason, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("tune"));
        all.addAll(List.of(arguments));
        Finished tune = run(all.toArray(String[]::new));
        assertThat(tune.exitCode()).as(tune.output()).isNotZero();
        assertThat(tune.output()).contains(reason);
    }

    private Finished run(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--conf", conf.toString()));
        return DaemonProcess.run(PATIENCE, Map.of(), data, all.toArray(String[]::new));
    }

    private Path draw(int count) throws IOException {
        Path pictures = Files.createDirectories(folder.resolve("pictures"));
        for (int i = 0; i < count; i++) {
            Files.write(pictures.resolve("scene %d.jpg".formatted(i)), Edits.jpeg(StreetScene.draw(i, 480, 360), 88));
        }
        return pictures;
    }

    private static Path onlyFile(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList().get(0);
        }
    }
}
