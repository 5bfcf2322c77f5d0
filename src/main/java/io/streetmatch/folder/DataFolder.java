package io.streetmatch.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * The folders of a collection.
 *
 * @param root absolute
 */
public record DataFolder(Path root) {

    private static final DateTimeFormatter FORMER = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    /** The data folder at this path, relative ones below the working directory. */
    public static DataFolder at(Path root) {
        return new DataFolder(root.toAbsolutePath().normalize());
    }

    /** Where people drop pictures. */
    public Path inbox() {
        return root.resolve("inbox");
    }

    /** Where people drop questions. */
    public Path probe() {
        return root.resolve("probe");
    }

    /** Where questions go that have their answer. */
    public Path answeredQuestions() {
        return probe().resolve(".done");
    }

    /** Where pictures go that are in the collection. */
    public Path archive() {
        return root.resolve("archive");
    }

    /** Where answers appear. */
    public Path results() {
        return root.resolve("results");
    }

    /** Where files go that are no pictures. */
    public Path quarantine() {
        return root.resolve("quarantine");
    }

    /** Where the embedded index keeps its files. */
    public Path index() {
        return root.resolve("index");
    }

    /** Where descriptor heads lie that were learnt from these pictures. */
    public Path heads() {
        return root.resolve("heads");
    }

    /** Where an embedded index is built that shall take the place of {@link #index}. */
    public Path nextIndex() {
        return root.resolve("index.next");
    }

    /**
     * Puts {@link #nextIndex} in the place of {@link #index}, which is kept beside it. A crash in between is mended by
     * {@link #finishSwap}. Only for the process that holds the lock, with both closed.
     *
     * @return where the former index is
     * @throws IOException when folders cannot be moved
     */
    public Path swapIndex() throws IOException {
        Path former = root.resolve("index.old-" + FORMER.format(LocalDateTime.now()));
        Files.writeString(swapMarker(), former.getFileName().toString());
        finishSwap();
        return former;
    }

    /** Finishes a swap that was begun, if one was. Only for the process that holds the lock. */
    public void finishSwap() throws IOException {
        if (!Files.exists(swapMarker())) {
            return;
        }
        Path former = root.resolve(Files.readString(swapMarker()));
        if (Files.exists(nextIndex())) {
            if (Files.exists(index())) {
                Files.move(index(), former, StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(nextIndex(), index(), StandardCopyOption.ATOMIC_MOVE);
        }
        Files.delete(swapMarker());
    }

    private Path swapMarker() {
        return root.resolve("index.swap");
    }

    /** Lock, process id, status, log: what belongs to the running program. */
    public Path run() {
        return root.resolve(".streetmatch");
    }

    /**
     * Makes the folders that are missing, and checks that files can move between them.
     *
     * @throws IOException when they cannot be made, written, or lie on different file systems; its message is for people
     */
    public void prepare() throws IOException {
        try {
            for (Path folder : List.of(inbox(), answeredQuestions(), archive(), results(), quarantine(), index(), run())) {
                Files.createDirectories(folder);
            }
        } catch (IOException e) {
            throw new IOException("The data folder %s cannot be set up: %s. Give user '%s' rights there, or set data.dir to another folder."
                    .formatted(root, e, System.getProperty("user.name")), e);
        }
        for (Path folder : List.of(inbox(), answeredQuestions(), archive(), results(), quarantine(), index(), run())) {
            if (!Files.isWritable(folder)) {
                throw new IOException("%s cannot be written. Give user '%s' the right, or set data.dir to another folder."
                        .formatted(folder, System.getProperty("user.name")));
            }
        }
        for (Path folder : List.of(archive(), quarantine())) {
            if (!Files.getFileStore(folder).equals(Files.getFileStore(inbox()))) {
                throw new IOException("%s and %s are on different file systems; files could not be moved safely. Put both on one."
                        .formatted(inbox(), folder));
            }
        }
    }
}
