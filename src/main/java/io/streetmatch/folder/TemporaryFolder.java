package io.streetmatch.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A folder that is removed with all that is in it when it is closed.
 *
 * @param path where it is; made when something is put there
 */
public record TemporaryFolder(Path path) implements AutoCloseable {

    /** A new one where the system keeps such folders. */
    public static TemporaryFolder create() throws IOException {
        return new TemporaryFolder(Files.createTempDirectory("streetmatch-"));
    }

    @Override
    public void close() throws IOException {
        remove(path);
    }

    /** Removes any folder with all that is in it, if it is there. */
    public static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
