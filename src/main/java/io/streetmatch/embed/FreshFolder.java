package io.streetmatch.embed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder that is filled under another name beside its place and then appears there at once, or is removed. Not thread-safe. */
final class FreshFolder implements AutoCloseable {

    private static final String MARK = ".tmp-";

    private final Path place;
    private final Path filling;

    /** Beside this place; the folders above it are made. */
    FreshFolder(Path place) throws IOException {
        this.place = place.toAbsolutePath().normalize();
        Files.createDirectories(this.place.getParent());
        this.filling = Files.createTempDirectory(this.place.getParent(), this.place.getFileName() + MARK);
    }

    /** What to fill. */
    Path path() {
        return filling;
    }

    /**
     * Puts it, or a folder below it, into its place.
     *
     * @throws IOException when something is there already
     */
    void publish(Path complete) throws IOException {
        requireFree(place);
        // Not every platform's move would replace an empty folder.
        Files.deleteIfExists(place);
        Files.move(complete, place, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Makes sure that nothing is in the way.
     *
     * @throws IOException when something is
     */
    static void requireFree(Path place) throws IOException {
        if (Files.isDirectory(place)) {
            try (Stream<Path> content = Files.list(place)) {
                if (content.findAny().isEmpty()) {
                    return;
                }
            }
        }
        if (Files.exists(place)) {
            throw new IOException(place + " is not empty, and nothing in it is overwritten: remove it or choose another folder");
        }
    }

    /** Removes what was not published. */
    @Override
    public void close() throws IOException {
        delete(filling);
    }

    /** Removes what a process that was killed left beside this place; nobody else may be filling one. */
    static void removeLeftovers(Path place) throws IOException {
        try (Stream<Path> beside = Files.list(place.toAbsolutePath().getParent())) {
            for (Path left : beside.filter(path -> path.getFileName().toString().startsWith(place.getFileName() + MARK)).toList()) {
                delete(left);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(folder)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }
}
