package io.streetmatch;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Real photographs and models that may be used for tests but may not be part of the project.
 *
 * <p>They lie in the folder that the system property {@code streetmatch.shared} names, by default {@code ../shared}. A test that needs
 * them is skipped, with the reason, where they are not there.
 */
public final class SharedMaterial {

    private static final Path FOLDER = Path.of(System.getProperty("streetmatch.shared", "../shared")).toAbsolutePath().normalize();

    private SharedMaterial() {}

    /** The file or folder below the shared folder; skips the calling test where it is not there. */
    public static Path require(String relative) {
        Path path = FOLDER.resolve(relative);
        assumeTrue(Files.exists(path), () -> "skipped: needs " + relative + " of the shared material, and " + path + " is not there");
        return path;
    }
}
