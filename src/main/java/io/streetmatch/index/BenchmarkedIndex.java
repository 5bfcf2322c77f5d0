package io.streetmatch.index;

import io.streetmatch.embed.EmbeddingSpace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** An index that an {@link IndexBenchmark} fills, asks, and removes; not for use by several threads. */
public abstract sealed class BenchmarkedIndex {

    /** How long a server may take to build an index. */
    private static final Duration PATIENCE = Duration.ofHours(2);

    private BenchmarkedIndex() {}

    /** An embedded index in a folder of its own, which must not be there yet. */
    public static BenchmarkedIndex embedded(Path folder, EmbeddedIndexOptions options) {
        return new Embedded(folder, options);
    }

    /**
     * A collection of its own in a Milvus server.
     *
     * @param data the folder where that server keeps its data, to see what they take; empty: not known here
     */
    public static BenchmarkedIndex milvus(MilvusOptions options, Optional<Path> data) {
        return new Milvus(options, data);
    }

    abstract VectorIndex open(EmbeddingSpace space)
            throws IOException, IndexUnavailableException, IndexMismatchException, IndexCorruptException;

    /** Waits until what was opened last has the shape that it takes by itself in time. */
    abstract void settle() throws IndexUnavailableException;

    abstract OptionalLong memory() throws IOException;

    abstract OptionalLong disk() throws IOException;

    abstract void remove() throws IOException, IndexUnavailableException;

    private static final class Embedded extends BenchmarkedIndex {

        private final Path folder;
        private final EmbeddedIndexOptions options;
        private Optional<EmbeddedIndex> last = Optional.empty();

        Embedded(Path folder, EmbeddedIndexOptions options) {
            this.folder = folder;
            this.options = options;
        }

        @Override
        VectorIndex open(EmbeddingSpace space)
                throws IOException, IndexUnavailableException, IndexMismatchException, IndexCorruptException {
            if (last.isEmpty()) {
                Files.createDirectories(folder.getParent());
                Files.createDirectory(folder);
            }
            EmbeddedIndex index = EmbeddedIndex.open(folder, space, options);
            last = Optional.of(index);
            return index;
        }

        @Override
        void settle() throws IndexUnavailableException {
            last.orElseThrow().awaitMerges();
        }

        @Override
        OptionalLong memory() throws IOException {
            return LocalServer.residentBytes(ProcessHandle.current().pid());
        }

        @Override
        OptionalLong disk() throws IOException {
            return OptionalLong.of(bytes(folder));
        }

        @Override
        void remove() throws IOException {
            if (last.isEmpty()) {
                return;
            }
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
            last = Optional.empty();
        }
    }

    private static final class Milvus extends BenchmarkedIndex {

        private final MilvusOptions options;
        private final Optional<Path> data;
        private Optional<EmbeddingSpace> last = Optional.empty();
        private long before;

        Milvus(MilvusOptions options, Optional<Path> data) {
            this.options = options;
            this.data = data;
        }

        @Override
        VectorIndex open(EmbeddingSpace space) throws IOException, IndexMismatchException {
            if (last.isEmpty() && data.isPresent()) {
                before = bytes(data.get());
            }
            last = Optional.of(space);
            return MilvusIndex.open(options, space);
        }

        @Override
        void settle() throws IndexUnavailableException {
            try (MilvusIndex index = opened()) {
                index.settle(PATIENCE);
                index.reload();
            }
        }

        private MilvusIndex opened() throws IndexUnavailableException {
            try {
                return MilvusIndex.open(options, last.orElseThrow());
            } catch (IndexMismatchException e) {
                throw new IndexUnavailableException(e.getMessage(), e);
            }
        }

        @Override
        OptionalLong memory() throws IOException {
            OptionalLong server = LocalServer.listeningAt(options.uri());
            return server.isPresent() ? LocalServer.residentBytes(server.getAsLong()) : OptionalLong.empty();
        }

        /** What came since the collection was begun: its log, its segments, its index. */
        @Override
        OptionalLong disk() throws IOException {
            return data.isPresent() ? OptionalLong.of(bytes(data.get()) - before) : OptionalLong.empty();
        }

        @Override
        void remove() throws IndexUnavailableException {
            if (last.isPresent()) {
                try (MilvusIndex index = opened()) {
                    index.drop();
                }
                last = Optional.empty();
            }
        }
    }

    /** Of a folder in which files come and go meanwhile. */
    private static long bytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0).sum();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
