package io.streetmatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CommonOptionsTest {

    @Test
    void areHandedOnToACommandOnAnotherDataFolder() {
        CommonOptions options = CommandLine.populateCommand(new CommonOptions(), "--data", "mine", "--conf", "my conf", "-D", "search.k=3",
                "-D", "model=street");

        assertThat(options.arguments(Path.of("other"), Map.of("model", "imagenet")))
                .containsExactly("--data", "other", "--conf", "my conf", "-D", "search.k=3", "-D", "model=imagenet");
        assertThat(options.arguments())
                .containsExactly("--data", "mine", "--conf", "my conf", "-D", "search.k=3", "-D", "model=street");
        assertThat(new CommonOptions().arguments(Path.of("other"), Map.of())).containsExactly("--data", "other");
    }
}
