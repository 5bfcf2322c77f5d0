package io.streetmatch.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The swap of an index for a new one: what a crash leaves after each of its steps, and how the next start goes on. */
class IndexSwapTest {

    private static final String FORMER = "index.old-20261125-080910";

    @TempDir
    private Path root;

    private DataFolder data;

    @BeforeEach
    void fill() throws IOException {
        data = DataFolder.at(root);
        Files.writeString(Files.createDirectories(root.resolve("index")).resolve("content"), "old");
        Files.writeString(Files.createDirectories(root.resolve("index.next")).resolve("content"), "new");
        data.completeNextIndex("another model");
    }

    /** How far the swap came before the process died. */
    private enum Crash {
        BEFORE_ANYTHING("old"), AFTER_THE_MARKER("new"), AFTER_THE_OLD_WAS_MOVED("new"), AFTER_THE_NEW_WAS_MOVED("new"),
        AFTER_THE_NOTE_WAS_REMOVED("new");

        private final String found;

        Crash(String found) {
            this.found = found;
        }
    }

    private void crash(Crash at) throws IOException {
        List<Step> steps = List.of(
                () -> Files.writeString(root.resolve("index.swap"), FORMER),
                () -> Files.move(root.resolve("index"), root.resolve(FORMER)),
                () -> Files.move(root.resolve("index.next"), root.resolve("index")),
                () -> Files.delete(root.resolve("index.next.complete")));
        for (Step step : steps.subList(0, at.ordinal())) {
            step.run();
        }
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private String content() throws IOException {
        return Files.readString(data.index().resolve("content"));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(root)) {
            return new ArrayList<>(all.map(path -> path.getFileName().toString()).filter(name -> name.startsWith("index")).sorted().toList());
        }
    }

    @ParameterizedTest
    @EnumSource(Crash.class)
    void alwaysNamesAWholeIndexAndFinishesWhatWasBegun(Crash at) throws IOException {
        crash(at);
        assertThat(content()).as("right after the crash").isEqualTo(at.found);

        data.prepare();
        assertThat(content()).as("when the folders were prepared").isEqualTo(at.found);
        data.finishSwap();

        assertThat(content()).as("when the swap was finished").isEqualTo(at.found);
        if (at != Crash.BEFORE_ANYTHING) {
            assertThat(names()).containsExactly("index", FORMER);
            assertThat(root.resolve(FORMER).resolve("content")).hasContent("old");
            assertThat(data.completedNextIndex()).isEmpty();
        }
        data.finishSwap();
        assertThat(content()).isEqualTo(at.found);
    }

    @Test
    void finishesAlthoughAReaderMadeAnEmptyFolderInBetween() throws IOException {
        crash(Crash.AFTER_THE_OLD_WAS_MOVED);
        Files.createDirectory(root.resolve("index"));

        assertThat(content()).isEqualTo("new");
        data.finishSwap();

        assertThat(content()).isEqualTo("new");
        assertThat(names()).containsExactly("index", FORMER);
        assertThat(root.resolve(FORMER).resolve("content")).hasContent("old");
    }

    @Test
    void keepsTheLastFormerIndexOnly() throws IOException {
        Files.writeString(Files.createDirectories(root.resolve(FORMER)).resolve("content"), "ancient");

        Path former = data.swapIndex();

        assertThat(content()).isEqualTo("new");
        assertThat(names()).containsExactly("index", former.getFileName().toString());
        assertThat(former.resolve("content")).hasContent("old");
    }

    @Test
    void forgetsTheCompletionOfAnIndexThatIsDropped() throws IOException {
        assertThat(data.completedNextIndex()).contains("another model");

        data.dropNextIndex();

        assertThat(data.completedNextIndex()).isEmpty();
        assertThat(names()).containsExactly("index");
        assertThat(content()).isEqualTo("old");
    }
}
