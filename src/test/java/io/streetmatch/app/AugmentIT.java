package io.streetmatch.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streetmatch.app.DaemonProcess.Finished;
import io.streetmatch.report.Found;
import io.streetmatch.report.Match;
import io.streetmatch.report.ResultJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recipes in the packaged program: variants in the collection, as files, and on a sheet; macros that fail. */
class AugmentIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    private Path data;
    private Path picture;

    @BeforeEach
    void draw() throws IOException {
        data = folder.resolve("data");
        picture = Files.write(folder.resolve("0.jpg"), TestPictures.jpeg(5, 640, 480));
    }

    private void drop() throws IOException {
        Files.copy(picture, folder.resolve("dropping"));
        Files.move(folder.resolve("dropping"), Files.createDirectories(data.resolve("inbox")).resolve("0.jpg"));
    }

    private List<String> archived() throws IOException {
        try (Stream<Path> files = Files.walk(data.resolve("archive"))) {
            return files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private Found ask(Path question, String... more) throws Exception {
        List<String> arguments = new java.util.ArrayList<>(List.of("query", "--json", question.toString()));
        arguments.addAll(List.of(more));
        Finished query = DaemonProcess.run(data, arguments.toArray(String[]::new));
        assertThat(query.exitCode()).as(query.output()).isZero();
        return (Found) ResultJson.parseAnswer(query.output().lines().filter(line -> line.startsWith("{")).findFirst().orElseThrow());
    }

    @Test
    void keepsTheArticlesVariantsUnderTheArticlesNamesAndFindsThem() throws Exception {
        DaemonProcess daemon = DaemonProcess.start(data, "-D", "augment.recipe=article", "-D", "augment.keep=true").awaitReady();
        try {
            drop();
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(archived()).contains("0.jpg"));

            assertThat(archived()).containsExactly("0.jpg", "0_rotated_0.jpg", "0_rotated_1.jpg", "0_rotated_2.jpg");
            Path original = data.resolve(ask(picture).matches().get(0).path());
            Path variant = original.resolveSibling("0_rotated_1.jpg");
            assertThat(ImageIO.read(variant.toFile()).getWidth()).isEqualTo(512);
            List<Match> matches = ask(variant, "-D", "search.group=none").matches();
            assertThat(matches).hasSize(4);
            assertThat(matches.get(0).name()).isEqualTo("0.jpg");
            assertThat(matches.get(0).variant()).isEqualTo("rotated_1");
            assertThat(matches.get(0).edit().orElseThrow()).matches("Rotate\\(angle=-?[\\d.]+\\)");
        } finally {
            daemon.kill();
        }
    }

    @Test
    void storesWhatIsWorthItsCostForTheModelUnlessSomebodySaysOtherwise() throws Exception {
        Path pictures = Files.createDirectories(folder.resolve("pictures"));
        Files.copy(picture, pictures.resolve("0.jpg"));
        Finished ingest = DaemonProcess.run(PATIENCE, Map.of("STREETMATCH_AUGMENT_RECIPE", "auto"), data, "ingest", pictures.toString());

        assertThat(ingest.exitCode()).as(ingest.output()).isZero();
        assertThat(ask(picture, "-D", "search.group=none").matches()).extracting(Match::variant)
                .containsExactlyInAnyOrder("original", "left_0", "upside-down_0", "middle_0");
    }

    @Test
    void refusesMacrosAtTheStartUnlessTheyAreSwitchedOn() throws Exception {
        Finished run = DaemonProcess.run(data, "run", "-D", "augment.recipe=macro-example");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.output()).contains("macro-example.yaml, line 9: the macro foggy.ijm is not run", "augment.macros = true");
    }

    @Test
    void storesThePictureWithoutTheVariantsThatAMacroFailsOnAndSaysSo() throws Exception {
        Path recipes = Files.createDirectories(folder.resolve("recipes"));
        Files.writeString(recipes.resolve("good.ijm"), "run(\"Invert\");");
        Files.writeString(recipes.resolve("mistake.ijm"), "x = 1;\nsetPixel(0, 0, nothing);");
        Files.writeString(recipes.resolve("endless.ijm"), "while (true) { }");
        Files.writeString(recipes.resolve("mine.yaml"), """
                variants:
                  - {name: endless, edits: [Macro: {file: endless.ijm}]}
                  - {name: good, edits: [Macro: {file: good.ijm}]}
                  - {name: mistake, edits: [Macro: {file: mistake.ijm}]}
                """);
        DaemonProcess daemon = DaemonProcess.start(data, "-D", "augment.dir=" + recipes, "-D", "augment.recipe=mine",
                "-D", "augment.macros=true", "-D", "augment.macroTimeout=5s").awaitReady();
        try {
            drop();
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(archived()).containsExactly("0.jpg"));

            Found found = ask(picture, "-D", "search.group=none");
            assertThat(found.matches()).extracting(Match::variant).containsExactlyInAnyOrder("original", "good_0");
            assertThat(daemon.text()).contains("variant endless_0", "endless.ijm: it was not done after 5 s (augment.macroTimeout)",
                    "variant mistake_0", "mistake.ijm: Undefined variable in line 2");
            await().atMost(PATIENCE).untilAsserted(() ->
                    assertThat(DaemonProcess.run(data, "status").output()).contains("running", "mistake.ijm: Undefined variable in line 2"));
            assertThat(daemon.terminate()).isEqualTo(143);
        } finally {
            daemon.kill();
        }
    }

    @Test
    void showsWhatARecipeDoes() throws Exception {
        Path out = folder.resolve("shown");
        String[] command = {"augment", picture.toString(), "--recipe", "macro-example", "--out", out.toString(), "-D", "augment.macros=true"};
        Finished first = DaemonProcess.run(data, command);

        assertThat(first.exitCode()).as(first.output()).isZero();
        assertThat(first.output()).contains("0_foggy_1.jpg  Macro(file=foggy.ijm, argument=0.7, seed=", "3 variants by recipe macro-example");
        try (Stream<Path> files = Files.list(out)) {
            assertThat(files.map(file -> file.getFileName().toString()).sorted())
                    .containsExactly("0-sheet.jpg", "0_foggy_0.jpg", "0_foggy_1.jpg", "0_rainy_0.jpg");
        }
        Finished again = DaemonProcess.run(data, command);
        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.output()).contains("is there already and is not overwritten");
        assertThat(DaemonProcess.run(data, "augment", picture.toString(), "--recipe", "artikle").output()).contains("There is no recipe", "article");
    }

    @Test
    void showsWhatIsWrongWithAMacro() throws Exception {
        Files.writeString(folder.resolve("mistake.ijm"), "setPixel(0, 0, nothing);");
        Path recipe = Files.writeString(folder.resolve("mine.yaml"),
                "variants: [{name: mistake, edits: [Macro: {file: mistake.ijm}]}, {name: turned, edits: [VerticalFlip]}]");
        Finished shown = DaemonProcess.run(data, "augment", picture.toString(), "--recipe", recipe.toString(),
                "--out", folder.resolve("shown").toString(), "-D", "augment.macros=true");

        assertThat(shown.exitCode()).isEqualTo(1);
        assertThat(shown.output()).contains("mistake.ijm: Undefined variable in line 1", "0_turned_0.jpg", "1 variants by recipe mine");
    }
}
