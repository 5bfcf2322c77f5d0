package io.streetmatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.streetmatch.app.DaemonProcess.Finished;
import io.streetmatch.demo.StreetScene;
import io.streetmatch.eval.QuestionEdit;
import io.streetmatch.image.Edits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/streetmatch eval} on drawn streets, with the model that ships. */
class EvalIT {

    private static final int PICTURES = 20;

    @TempDir
    Path folder;

    private Path data;
    private Path pictures;

    @BeforeEach
    void draw() throws IOException {
        data = folder.resolve("data");
        pictures = Files.createDirectories(folder.resolve("pictures"));
        Path below = Files.createDirectories(pictures.resolve("a sub-folder"));
        for (int i = 0; i < PICTURES; i++) {
            Files.write((i % 2 == 0 ? pictures : below).resolve("scene %d.jpg".formatted(i)), Edits.jpeg(StreetScene.draw(i, 480, 360), 88));
        }
    }

    private Finished eval(String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("eval", pictures.toString()));
        arguments.addAll(List.of(more));
        return DaemonProcess.run(data, arguments.toArray(String[]::new));
    }

    private static double mean(Finished eval, int column) {
        String line = eval.output().lines().filter(each -> each.startsWith("mean of all edits")).findFirst().orElseThrow();
        return Double.parseDouble(line.substring("mean of all edits".length()).strip().split("[/ ]+")[column]);
    }

    @Test
    void comparesRecipesInATableAFileAndAPage() throws Exception {
        byte[] whole = Files.readAllBytes(pictures.resolve("scene 0.jpg"));
        Path cutOff = Files.write(pictures.resolve("cut off.jpg"), Arrays.copyOf(whole, whole.length / 3));
        Path out = folder.resolve("out");
        Finished eval = eval("--recipe", "none,article", "--out", out.toString());

        assertThat(eval.exitCode()).as(eval.output()).isZero();
        assertThat(eval.output()).contains("20 pictures, questions about 20 of them", "left out: " + cutOff + ": ", "street, none", "street, article",
                out.resolve("eval.html").toString());
        assertThat(mean(eval, 0)).isGreaterThan(85);
        List<String> csv = Files.readAllLines(out.resolve("eval.csv"));
        assertThat(csv).hasSize(1 + 2 * QuestionEdit.ALL.size());
        assertThat(csv.get(1)).matches("street,none,20,20,unchanged,0\\.0,,20,1\\.0000,1\\.0000,[\\d.]+,[\\d.]+,[\\d.]+");
        assertThat(csv.get(1 + QuestionEdit.ALL.size())).startsWith("street,article,20,80,unchanged,");
        assertThat(out.resolve("eval.html")).content().contains("<svg", "20 pictures, 20 questions an edit").doesNotContain("src=", "href");
        // The collection in use is not touched, and the trials are gone.
        assertThat(data).doesNotExist();
        try (Stream<Path> files = Files.list(out)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void scoresLowWithAModelThatSeesLittle() throws Exception {
        Finished eval = eval("-D", "model.size=32", "-D", "model.channels=bgr", "--questions", "10", "--out", folder.resolve("out").toString());

        assertThat(eval.exitCode()).as(eval.output()).isZero();
        assertThat(eval.output()).contains("questions about 10 of them");
        assertThat(mean(eval, 0)).isLessThan(75);
    }

    @Test
    void refusesWhatWouldNotWorkBeforeItBegins() throws Exception {
        refused("There is no recipe", "--recipe", "none,artikle");
        refused("models/nowhere", "--model", "street,models/nowhere");
        refused("no head", "--model", "street+no head");
        refused("--questions must be from 1 to 5,000, not 0", "--questions", "0");
        Files.delete(pictures.resolve("scene 0.jpg"));
        Finished elsewhere = DaemonProcess.run(data, "eval", pictures.resolve("scene 0.jpg").toString());
        assertThat(elsewhere.exitCode()).isEqualTo(2);
        assertThat(elsewhere.output()).contains("is not a folder");
    }

    private void refused(String reason, String... arguments) throws Exception {
        Finished eval = eval(arguments);
        assertThat(eval.exitCode()).as(eval.output()).isNotZero();
        assertThat(eval.output()).contains(reason).doesNotContain("questions about");
    }
}
