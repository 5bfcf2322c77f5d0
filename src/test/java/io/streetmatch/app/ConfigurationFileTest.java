package io.streetmatch.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streetmatch.app.ConfigurationFile.Change;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationFileTest {

    private static final Map<String, String> HEAD = Map.of("model.head", "/data/heads/a");

    @TempDir
    Path folder;

    @Test
    void changesOneLineAndKeepsTheFormerFile() throws Exception {
        Path file = Files.write(folder.resolve("application.properties"),
                List.of("# Ours, Köln", "search.k=7", "#model.head = none", " model.head : street", "model.head.x = 1", "index = embedded"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        String before = Files.readString(file);
        Change change = new ConfigurationFile(file).set(HEAD);
        assertThat(Files.readAllLines(file)).containsExactly(
                "# Ours, Köln", "search.k=7", "#model.head = none", "model.head = /data/heads/a", "model.head.x = 1", "index = embedded");
        assertThat(change.lines()).containsExactly("model.head = /data/heads/a");
        Path former = change.former().orElseThrow();
        assertThat(former.getParent()).isEqualTo(folder.toRealPath());
        assertThat(former.getFileName().toString()).matches("application\\.properties\\.\\d{8}-\\d{6}");
        assertThat(former).hasContent(before);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-r-----");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void putsANewLineBelowTheDocumentedDefault() throws Exception {
        Path file = Files.write(folder.resolve("application.properties"), List.of("#model.output =", "# The head", "#model.head = none", "# Next"));
        Map<String, String> both = new LinkedHashMap<>(Map.of("model.output", "feature_vector"));
        both.putAll(HEAD);
        new ConfigurationFile(file).set(both);
        assertThat(Files.readAllLines(file)).containsExactly("#model.output =", "model.output = feature_vector", "# The head", "#model.head = none",
                "model.head = /data/heads/a", "# Next");
    }

    @Test
    void theLastOfTwoLinesCounts() throws Exception {
        Path file = Files.write(folder.resolve("application.properties"), List.of("model.head = street", "model.head = none"));
        new ConfigurationFile(file).set(HEAD);
        assertThat(settings().get(Keys.MODEL_HEAD)).isEqualTo("/data/heads/a");
    }

    @Test
    void makesTheFileWhereThereIsNone() throws Exception {
        Path file = folder.resolve("conf/application.properties");
        assertThat(new ConfigurationFile(file).set(HEAD).former()).isEqualTo(Optional.empty());
        assertThat(Files.readAllLines(file)).containsExactly("model.head = /data/heads/a");
    }

    @Test
    void writesWhatIsReadAgain() throws Exception {
        new ConfigurationFile(folder.resolve("application.properties")).set(Map.of("model.head", "C:\\heads\\new ä"));
        assertThat(settings().get(Keys.MODEL_HEAD)).isEqualTo("C:\\heads\\new ä");
    }

    @Test
    void followsALinkAndLeavesIt() throws Exception {
        Path target = Files.write(folder.resolve("real.properties"), List.of("model.head = none"));
        Path link = Files.createSymbolicLink(folder.resolve("application.properties"), target);
        new ConfigurationFile(link).set(HEAD);
        assertThat(link).isSymbolicLink();
        assertThat(Files.readAllLines(target)).containsExactly("model.head = /data/heads/a");
    }

    @Test
    void leavesALineOverSeveralLinesToPeople() throws Exception {
        Path file = Files.write(folder.resolve("application.properties"), List.of("model.head = \\", "  street"));
        assertThatThrownBy(() -> new ConfigurationFile(file).set(HEAD)).isInstanceOf(SettingsException.class)
                .hasMessageContainingAll(file.toString(), "model.head = /data/heads/a", "left to you");
        assertThat(Files.readAllLines(file)).containsExactly("model.head = \\", "  street");
    }

    private Settings settings() throws SettingsException {
        return Settings.load(folder, Map.of(), Map.of());
    }
}
