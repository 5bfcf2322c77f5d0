package io.streetmatch.app;

import io.streetmatch.folder.TemporaryFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A temporary folder for what is tried and thrown away; removed when it is closed, and also when the program is interrupted.
 *
 * @param folder where it is
 */
record TrialFolder(TemporaryFolder folder) implements AutoCloseable {

    /** A new one where the system keeps such folders. */
    static TrialFolder create() throws IOException {
        TrialFolder trial = new TrialFolder(TemporaryFolder.create());
        Runtime.getRuntime().addShutdownHook(new Thread(trial::remove));
        return trial;
    }

    Path path() {
        return folder.path();
    }

    /** A folder of its own inside. */
    TemporaryFolder next() throws IOException {
        return new TemporaryFolder(Files.createTempDirectory(path(), "collection"));
    }

    @Override
    public void close() throws IOException {
        folder.close();
    }

    private void remove() {
        try {
            close();
        } catch (IOException | UncheckedIOException e) {
            System.err.println(path() + " could not be removed: " + e);
        }
    }
}
