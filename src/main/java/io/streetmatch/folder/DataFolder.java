package io.streetmatch.folder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folders of a collection.
 *
 * @param root absolute
 */
public record DataFolder(Path root) {

    private static final String FORMER_INDEX = "index.old-";
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

    /**
     * Where the embedded index keeps its files. While a {@linkplain #swapIndex swap} is under way, or was broken off, that is the new one,
     * wherever it lies: there is no moment without an index.
     */
    public Path index() {
        return Files.exists(swapMarker()) && Files.exists(nextIndex()) ? nextIndex() : indexInPlace();
    }

    private Path indexInPlace() {
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
     * For what the index in {@link #nextIndex} was completed, by a process that could not put it in place because a daemon ran.
     *
     * @return empty when there is none, or it is not complete
     */
    public Optional<String> completedNextIndex() throws IOException {
        return Files.exists(completion()) ? Optional.of(Files.readString(completion())) : Optional.empty();
    }

    /** Notes that the index in {@link #nextIndex} is complete, and for what. */
    public void completeNextIndex(String forWhat) throws IOException {
        writeWhole(completion(), forWhat);
    }

    /** Removes {@link #nextIndex}, to begin it anew. */
    public void dropNextIndex() throws IOException {
        Files.deleteIfExists(completion());
        TemporaryFolder.remove(nextIndex());
    }

    /**
     * Puts {@link #nextIndex} in the place of {@link #index}, which is kept beside it; the one that was kept before goes. A crash in
     * between is mended by {@link #finishSwap}. Only for the process that holds the lock, with both closed.
     *
     * @return where the former index is
     * @throws IOException when folders cannot be moved
     */
    public Path swapIndex() throws IOException {
        List<Path> kept = formerIndexes();
        Path former = root.resolve(FORMER_INDEX + FORMER.format(LocalDateTime.now()));
        writeWhole(swapMarker(), former.getFileName().toString());
        finishSwap();
        for (Path older : kept) {
            if (!older.equals(former)) {
                TemporaryFolder.remove(older);
            }
        }
        return former;
    }

    /** Finishes a swap that was begun, if one was. Only for the process that holds the lock. */
    public void finishSwap() throws IOException {
        if (!Files.exists(swapMarker())) {
            return;
        }
        Path former = root.resolve(Files.readString(swapMarker()));
        if (Files.exists(nextIndex())) {
            if (!Files.exists(former) && Files.exists(indexInPlace())) {
                Files.move(indexInPlace(), former, StandardCopyOption.ATOMIC_MOVE);
            }
            // Whoever opened it to read at that moment has made an empty folder in its place.
            Files.deleteIfExists(indexInPlace());
            Files.move(nextIndex(), indexInPlace(), StandardCopyOption.ATOMIC_MOVE);
        }
        Files.deleteIfExists(completion());
        Files.delete(swapMarker());
    }

    private List<Path> formerIndexes() throws IOException {
        try (Stream<Path> all = Files.list(root)) {
            return all.filter(path -> path.getFileName().toString().startsWith(FORMER_INDEX)).toList();
        }
    }

    /** Whoever reads it sees all of it or nothing, whenever the process dies. */
    private static void writeWhole(Path target, String text) throws IOException {
        Path temporary = target.resolveSibling(target.getFileName() + ".part");
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path swapMarker() {
        return root.resolve("index.swap");
    }

    private Path completion() {
        return root.resolve("index.next.complete");
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
                // Java 17 takes a link to a folder for a file that is in the way.
                if (!Files.isDirectory(folder)) {
                    Files.createDirectories(folder);
                }
            }
        } catch (IOException e) {
            throw new IOException("The data folder %s cannot be set up: %s. Give user '%s' rights there, or set data.dir to another folder."
                    .formatted(root, e, System.getProperty("user.name")), e);
        }
        for (Path folder : List.of(inbox(), probe(), answeredQuestions(), archive(), results(), quarantine(), index(), run())) {
            if (!Files.isWritable(folder)) {
                throw new IOException("%s cannot be written. Give user '%s' the right, or set data.dir to another folder."
                        .formatted(folder, System.getProperty("user.name")));
            }
        }
        requireOneFileSystem(inbox(), archive());
        requireOneFileSystem(inbox(), quarantine());
        requireOneFileSystem(probe(), answeredQuestions());
    }

    private static void requireOneFileSystem(Path from, Path to) throws IOException {
        if (!Files.getFileStore(from).equals(Files.getFileStore(to))) {
            throw new IOException("%s and %s are on different file systems; files could not be moved safely. Put both on one."
                    .formatted(from, to));
        }
    }
}
