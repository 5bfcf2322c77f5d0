package io.streetmatch.app;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streetmatch.folder.DataFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestCommandTest {

    @TempDir
    Path folder;

    @Test
    void refusesFoldersWhoseFilesADaemonWouldMove() throws Exception {
        DataFolder data = DataFolder.at(folder.resolve("data"));
        data.prepare();
        Path sub = Files.createDirectory(data.inbox().resolve("sub"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), sub);
        for (Path inbox : List.of(data.inbox(), sub, link, data.archive().resolve("../inbox/sub"))) {
            assertThatThrownBy(() -> IngestCommand.requireSource(inbox, data)).as("%s", inbox)
                    .isInstanceOf(SettingsException.class).hasMessageContainingAll(inbox.toString(), "lies in the inbox", "'bin/streetmatch run'");
        }
        assertThatThrownBy(() -> IngestCommand.requireSource(data.probe(), data))
                .isInstanceOf(SettingsException.class).hasMessageContainingAll(data.probe().toString(), "questions", "Copy the pictures");
    }

    @Test
    void takesFromFoldersThatADaemonLeavesAlone() throws Exception {
        DataFolder data = DataFolder.at(folder.resolve("data"));
        data.prepare();
        for (Path left : List.of(data.quarantine(), data.archive(), data.answeredQuestions())) {
            assertThatCode(() -> IngestCommand.requireSource(left, data)).as("%s", left).doesNotThrowAnyException();
        }
    }

    @Test
    void refusesFoldersThatHoldTheInbox() throws Exception {
        DataFolder data = DataFolder.at(folder.resolve("data"));
        Path pictures = Files.createDirectory(folder.resolve("pictures"));
        Files.createDirectory(data.root());
        Files.createSymbolicLink(data.inbox(), Files.createDirectory(pictures.resolve("new")));
        data.prepare();
        for (Path around : List.of(folder, pictures)) {
            assertThatThrownBy(() -> IngestCommand.requireSource(around, data)).as("%s", around)
                    .isInstanceOf(SettingsException.class).hasMessageContaining("taken in itself");
        }
    }
}
