package io.streetmatch.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * Where native libraries and downloaded models are kept between runs.
 *
 * <p>The system property {@value #PROPERTY} names it, else the variable {@code STREETMATCH_CACHE_DIR}, else
 * {@code $XDG_CACHE_HOME/streetmatch}, else {@code ~/.cache/streetmatch}.
 */
public final class CacheFolder {

    /** System property that names the folder. */
    public static final String PROPERTY = "streetmatch.cache.dir";

    private CacheFolder() {}

    /** The folder; it need not exist yet. */
    public static Path path() {
        return Optional.ofNullable(System.getProperty(PROPERTY))
                .or(() -> Optional.ofNullable(System.getenv("STREETMATCH_CACHE_DIR")))
                .map(Path::of)
                .or(() -> Optional.ofNullable(System.getenv("XDG_CACHE_HOME")).map(home -> Path.of(home, "streetmatch")))
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache", "streetmatch"))
                .toAbsolutePath();
    }

    /**
     * Copies class path resources into a folder of the cache, once: later calls, in any process, find them there.
     *
     * @param name of the folder; must change when the content does
     * @param resources class path names; the last part of each becomes the file's name
     * @return the folder, with all files complete
     * @throws IOException when the cache cannot be written; the message names it
     */
    public static Path unpackOnce(String name, List<String> resources) throws IOException {
        Path folder = path().resolve(name);
        if (Files.isDirectory(folder)) {
            return folder;
        }
        Files.createDirectories(path());
        try (FileChannel channel = FileChannel.open(
                        path().resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (!Files.isDirectory(folder)) {
                Path fresh = Files.createTempDirectory(path(), name + ".");
                for (String resource : resources) {
                    copy(resource, fresh.resolve(resource.substring(resource.lastIndexOf('/') + 1)));
                }
                Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new IOException("Cannot unpack %s into the cache folder %s: %s. Make room or rights there, or set cache.dir."
                    .formatted(name, path(), e.getMessage()), e);
        }
        return folder;
    }

    private static void copy(String resource, Path target) throws IOException {
        try (InputStream in = CacheFolder.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException(resource + " is not on the class path");
            }
            Files.copy(in, target);
        }
    }
}
