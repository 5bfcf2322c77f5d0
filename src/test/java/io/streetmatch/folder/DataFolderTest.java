package io.streetmatch.folder;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

    @TempDir
    Path folder;

    @Test
    void takesLinksToFoldersForFolders() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("large disk"));
        Path inbox = Files.createDirectory(folder.resolve("elsewhere"));
        Path link = Files.createSymbolicLink(folder.resolve("data"), disk);
        Files.createSymbolicLink(disk.resolve("inbox"), inbox);
        assertThatCode(() -> DataFolder.at(link).prepare()).doesNotThrowAnyException();
        assertThatCode(() -> DataFolder.at(link).prepare()).doesNotThrowAnyException();
    }

    @Test
    void saysThatAFileIsInTheWay() throws Exception {
        Path file = Files.createFile(folder.resolve("data"));
        assertThatThrownBy(() -> DataFolder.at(file).prepare()).isInstanceOf(IOException.class).hasMessageContaining("cannot be set up");
    }

    @Test
    void refusesToMoveFilesToAnotherFileSystem() throws Exception {
        Path memory = Path.of("/dev/shm");
        assumeThat(Files.isWritable(memory) && !Files.getFileStore(memory).equals(Files.getFileStore(folder))).as("another file system").isTrue();
        Path other = Files.createTempDirectory(memory, "streetmatch-test-");
        try {
            Files.createSymbolicLink(folder.resolve("archive"), other);
            assertThatThrownBy(() -> DataFolder.at(folder).prepare()).isInstanceOf(IOException.class).hasMessageContaining("different file systems")
                    .hasMessageContaining("archive");
        } finally {
            Files.delete(other);
        }
    }

    @Test
    void namesAFolderThatCannotBeWritten() throws Exception {
        Path archive = Files.createDirectories(folder.resolve("archive"));
        Files.setPosixFilePermissions(archive, PosixFilePermissions.fromString("r-x------"));
        assumeThat(Files.isWritable(archive)).as("root writes everywhere").isFalse();
        assertThatThrownBy(() -> DataFolder.at(folder).prepare()).hasMessageContaining(archive + " cannot be written");
    }
}
