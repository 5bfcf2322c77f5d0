package io.streetmatch.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetsTest {

    @TempDir
    Path folder;

    private final Targets targets = new Targets();

    @Test
    void givesEachFileAFreeName() throws Exception {
        Files.createFile(folder.resolve("a.jpg"));
        assertThat(targets.reserve(folder, "a.jpg", "")).isEqualTo(folder.resolve("a~2.jpg"));
        assertThat(targets.reserve(folder, "a.jpg", "")).isEqualTo(folder.resolve("a~3.jpg"));
        targets.release(folder.resolve("a~2.jpg"));
        assertThat(targets.reserve(folder, "a.jpg", "")).isEqualTo(folder.resolve("a~2.jpg"));
    }

    @Test
    void overwritesNoFileWithACompanion() throws Exception {
        Files.createFile(folder.resolve("a.jpg.error.json"));
        Path target = targets.reserve(folder, "a.jpg", ".error.json");
        assertThat(target).isEqualTo(folder.resolve("a~2.jpg"));
        assertThat(Targets.beside(target, ".error.json")).doesNotExist();
    }

    @Test
    void leavesRoomForTheCompanionOfALongName() throws Exception {
        String name = "ü".repeat(125) + ".jpg";
        Path target = targets.reserve(folder, name, ".error.json");
        Files.createFile(target);
        Files.createFile(Targets.beside(target, ".error.json"));
        Path second = targets.reserve(folder, name, ".error.json");
        Files.createFile(second);
        Files.createFile(Targets.beside(second, ".error.json"));
        assertThat(second).isNotEqualTo(target);
    }

    @Test
    void putsAFileBesideAFileThatHasTheNameOfItsFolder() throws Exception {
        Files.createFile(folder.resolve("street"));
        assertThat(targets.reserve(folder, "street/a.jpg", "")).isEqualTo(folder.resolve("street~2/a.jpg"));
        Files.createDirectory(folder.resolve("town"));
        assertThat(targets.reserve(folder, "town", "")).isEqualTo(folder.resolve("town~2"));
    }

    @Test
    void shortensAPathThatTheSystemWouldNotTake() throws Exception {
        String deep = ("d".repeat(200) + "/").repeat(21) + "a.jpg";
        Path target = targets.reserve(folder, deep, "");
        assertThat(target.toString().getBytes(StandardCharsets.UTF_8).length).isLessThan(4_000);
        Files.createFile(target);
    }

    @Test
    void refusesToLeaveTheFolder() {
        assertThatThrownBy(() -> targets.reserve(folder.resolve("archive"), "../../a.jpg", "")).isInstanceOf(IllegalArgumentException.class);
    }
}
