package io.streetmatch.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.opencv.core.Core;

/** Loads OpenCV's native library, once, from the cache folder: a copy in the temporary folder would outlive every kill -9. */
final class OpenCv {

    static {
        load();
    }

    private OpenCv() {}

    /** Makes sure that OpenCV can be called. */
    static void ensureLoaded() {
        // The static initialiser did it.
    }

    private static void load() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        boolean arm = List.of("aarch64", "arm64").contains(System.getProperty("os.arch"));
        String library = System.mapLibraryName(Core.NATIVE_LIBRARY_NAME);
        String system = os.contains("win") ? "windows" : os.contains("mac") ? "osx" : "linux";
        String resource = "nu/pattern/opencv/%s/%s/%s".formatted(system, arm ? "ARMv8" : "x86_64", library);
        try {
            Path folder = CacheFolder.unpackOnce("opencv-" + Core.VERSION, List.of(resource));
            System.load(folder.resolve(library).toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
