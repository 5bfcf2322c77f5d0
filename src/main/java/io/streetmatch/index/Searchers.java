package io.streetmatch.index;

import io.streetmatch.embed.EmbeddingSpace;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.Directory;

/**
 * The newest committed state of an index, for searching; safe for use by several threads.
 *
 * <p>Reads the directory and never an {@code IndexWriter}: what is found is durable, a writer that a full disk has closed takes no
 * searcher with it, and a process that does not write works the same way.
 */
final class Searchers implements Closeable {

    /** Something done with a searcher, which must not be kept. */
    @FunctionalInterface
    interface Reading<T> {
        T with(IndexSearcher searcher) throws IOException;
    }

    private final Directory directory;
    private final SearcherFactory factory;
    private volatile Optional<SearcherManager> searchers = Optional.empty();
    private long generation = -1;

    Searchers(Directory directory, EmbeddingSpace space, Path folder) {
        this.directory = directory;
        this.factory = new SpaceCheckingFactory(space, folder);
    }

    /**
     * Makes the last commit visible; one listing of the directory when that is visible already.
     *
     * @throws IOException with an {@link IndexMismatchException} as its cause when the commit is of another space
     */
    synchronized void refresh() throws IOException {
        long newest = SegmentInfos.getLastCommitGeneration(directory);
        if (newest == generation || newest < 0) {
            return;
        }
        if (searchers.isPresent()) {
            searchers.get().maybeRefreshBlocking();
        } else {
            searchers = Optional.of(new SearcherManager(directory, factory));
        }
        generation = newest;
    }

    /** Runs on the visible state; empty when there is no index yet. */
    <T> Optional<T> read(Reading<T> reading) throws IOException {
        Optional<SearcherManager> current = searchers;
        if (current.isEmpty()) {
            return Optional.empty();
        }
        IndexSearcher searcher = current.get().acquire();
        try {
            return Optional.of(reading.with(searcher));
        } finally {
            current.get().release(searcher);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (searchers.isPresent()) {
            searchers.get().close();
        }
    }

    private static final class SpaceCheckingFactory extends SearcherFactory {

        private final EmbeddingSpace space;
        private final Path folder;

        SpaceCheckingFactory(EmbeddingSpace space, Path folder) {
            this.space = space;
            this.folder = folder;
        }

        @Override
        public IndexSearcher newSearcher(IndexReader reader, IndexReader previous) throws IOException {
            try {
                new CommittedSpace(((DirectoryReader) reader).getIndexCommit().getUserData()).check(space, folder);
            } catch (IndexMismatchException e) {
                throw new IOException(e.getMessage(), e);
            }
            IndexSearcher searcher = new IndexSearcher(reader);
            searcher.setQueryCache(null);
            return searcher;
        }
    }
}
