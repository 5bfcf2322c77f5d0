package io.streetmatch.index;

import io.streetmatch.embed.EmbeddingSpace;
import io.streetmatch.image.ImageId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.ThreadInterruptedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An index in a folder of this machine, by Lucene: exact while the collection is small, HNSW beyond.
 *
 * <p>One process writes, others may read beside it. After a failure such as a full disk, searches go on with what was last written,
 * and the next {@link #upsert} tries again by itself. Of entries that are equally far away, those beyond the
 * {@linkplain EmbeddedIndexOptions#searchBreadth search breadth} may be missed in favour of others at the same distance.
 */
public final class EmbeddedIndex implements VectorIndex {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedIndex.class);

    private record CountedSize(Object reader, IndexSize size) {}

    private final Path folder;
    private final EmbeddingSpace space;
    private final VectorScoring scoring;
    private final NearestNeighbours nearest;
    private final IndexFailures failures;
    private final Directory directory;
    private final Searchers searchers;
    private final Optional<RecoveringWriter> writer;
    private volatile Optional<CountedSize> counted = Optional.empty();

    private EmbeddedIndex(Path folder, EmbeddingSpace space, EmbeddedIndexOptions options, Directory directory, Searchers searchers,
            Optional<RecoveringWriter> writer) {
        this.folder = folder;
        this.space = space;
        this.scoring = new VectorScoring(space.metric());
        this.nearest = new NearestNeighbours(scoring, options.searchBreadth());
        this.failures = new IndexFailures(folder);
        this.directory = directory;
        this.searchers = searchers;
        this.writer = writer;
    }

    /**
     * Opens for reading and writing; creates the folder and the index where there is none.
     *
     * @throws IndexMismatchException when the index was filled in another space
     * @throws IndexCorruptException when its files are damaged
     * @throws IndexUnavailableException when another process writes, or the folder cannot be written
     * @throws IllegalArgumentException when the space has fewer than 1 or more than 4,096 dimensions
     */
    public static EmbeddedIndex open(Path folder, EmbeddingSpace space, EmbeddedIndexOptions options)
            throws IndexMismatchException, IndexCorruptException, IndexUnavailableException {
        return open(folder, space, options, FSDirectory::open, true);
    }

    /**
     * Opens for reading only, beside a process that may be writing; every call sees what that has written until then. Where there is no
     * index yet it behaves as an empty one.
     *
     * @return an index whose {@link #upsert} and {@link #delete} throw {@link UnsupportedOperationException}
     * @throws IndexMismatchException when the index was filled in another space
     * @throws IndexCorruptException when its files are damaged
     * @throws IndexUnavailableException when the folder cannot be read
     * @throws IllegalArgumentException when the space has fewer than 1 or more than 4,096 dimensions
     */
    public static EmbeddedIndex openReadOnly(Path folder, EmbeddingSpace space, EmbeddedIndexOptions options)
            throws IndexMismatchException, IndexCorruptException, IndexUnavailableException {
        return open(folder, space, options, FSDirectory::open, false);
    }

    /** How a folder becomes a Lucene directory; tests put one in that fails. */
    @FunctionalInterface
    interface DirectoryOpening {
        Directory open(Path folder) throws IOException;
    }

    static EmbeddedIndex open(Path folder, EmbeddingSpace space, EmbeddedIndexOptions options, DirectoryOpening opening, boolean writable)
            throws IndexMismatchException, IndexCorruptException, IndexUnavailableException {
        if (space.dimension() < 1 || space.dimension() > AdaptiveVectorsFormat.MAX_DIMENSION) {
            throw new IllegalArgumentException("the embedded index takes 1 to %d dimensions, model %s has %d"
                    .formatted(AdaptiveVectorsFormat.MAX_DIMENSION, space.model(), space.dimension()));
        }
        IndexFailures failures = new IndexFailures(folder);
        try {
            Directory directory = opening.open(folder);
            Searchers searchers = new Searchers(directory, space, folder);
            try {
                Optional<RecoveringWriter> writer = Optional.empty();
                if (writable) {
                    writer = Optional.of(new RecoveringWriter(directory, folder, space, options, searchers));
                } else {
                    searchers.refresh();
                }
                return new EmbeddedIndex(folder, space, options, directory, searchers, writer);
            } catch (IOException | IndexMismatchException | RuntimeException e) {
                directory.close();
                throw e;
            }
        } catch (IOException e) {
            if (e.getCause() instanceof IndexMismatchException mismatch) {
                throw mismatch;
            }
            if (IndexFailures.damage(e)) {
                throw failures.corrupt(e);
            }
            throw failures.unavailable("open the collection", e);
        }
    }

    @Override
    public void upsert(List<IndexEntry> entries) throws IndexUnavailableException {
        Map<String, Document> documents = new LinkedHashMap<>();
        for (IndexEntry entry : IndexEntry.originalsLast(entries)) {
            VectorScoring.check(entry.vector(), space.dimension(), "the vector of " + entry.key());
            documents.put(entry.key(), EntryDocument.of(entry, scoring));
        }
        write("store " + documents.size() + " entries", documents.size(), target -> {
            target.deleteDocuments(LuceneEntries.leftovers(entries).toArray(Query[]::new));
            for (Map.Entry<String, Document> document : documents.entrySet()) {
                target.updateDocument(EntryDocument.key(document.getKey()), document.getValue());
            }
        });
    }

    @Override
    public void delete(Collection<ImageId> pictures) throws IndexUnavailableException {
        Term[] sources = pictures.stream().map(EntryDocument::source).toArray(Term[]::new);
        write("delete " + sources.length + " pictures", 0, target -> target.deleteDocuments(sources));
    }

    private void write(String doing, int vectors, RecoveringWriter.Changes changes) throws IndexUnavailableException {
        RecoveringWriter target = writer.orElseThrow(
                () -> new UnsupportedOperationException("cannot " + doing + ": the index in " + folder + " was opened read-only"));
        try {
            target.write(vectors, changes);
        } catch (ThreadInterruptedException e) {
            Thread.currentThread().interrupt();
            throw failures.unavailable(doing, e);
        } catch (IOException | IndexMismatchException | AlreadyClosedException e) {
            throw failures.unavailable(doing, e);
        }
    }

    @Override
    public List<Neighbour> search(float[] query, int limit) throws IndexUnavailableException {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1, not " + limit);
        }
        VectorScoring.check(query, space.dimension(), "the query");
        float[] prepared = scoring.prepare(query);
        return read("search", searcher -> nearest.find(searcher.getIndexReader(), prepared, limit)).orElse(List.of());
    }

    @Override
    public Optional<SourcePicture> find(ImageId id) throws IndexUnavailableException {
        TermQuery query = new TermQuery(EntryDocument.key(IndexEntry.key(id, IndexEntry.ORIGINAL)));
        return read("look up " + id.abbreviated(), searcher -> {
            TopDocs hits = searcher.search(query, 1);
            return hits.scoreDocs.length == 0 ? Optional.<SourcePicture>empty() : Optional.of(source(searcher, hits.scoreDocs[0].doc));
        }).orElse(Optional.empty());
    }

    private static SourcePicture source(IndexSearcher searcher, int document) throws IOException {
        var leaves = searcher.getIndexReader().leaves();
        var leaf = leaves.get(ReaderUtil.subIndex(document, leaves));
        return EntryDocument.read(leaf.reader(), document - leaf.docBase).source();
    }

    /** {@inheritDoc} Counted once for each state of the index, so that it may be called every second. */
    @Override
    public IndexSize size() throws IndexUnavailableException {
        return read("count", this::size).orElse(new IndexSize(0, 0));
    }

    private IndexSize size(IndexSearcher searcher) throws IOException {
        IndexReader reader = searcher.getIndexReader();
        Object state = reader.getReaderCacheHelper().getKey();
        Optional<CountedSize> known = counted.filter(size -> size.reader() == state);
        if (known.isPresent()) {
            return known.get().size();
        }
        IndexSize size = new IndexSize(searcher.count(new TermQuery(EntryDocument.variant(IndexEntry.ORIGINAL))), reader.numDocs());
        counted = Optional.of(new CountedSize(state, size));
        return size;
    }

    private <T> Optional<T> read(String doing, Searchers.Reading<T> reading) throws IndexUnavailableException {
        try {
            if (writer.isEmpty()) {
                searchers.refresh();
            }
            return searchers.read(reading);
        } catch (AlreadyClosedException e) {
            throw new IllegalStateException("the index in " + folder + " is closed", e);
        } catch (IOException e) {
            throw failures.unavailable(doing, e);
        }
    }

    @Override
    public List<StoredPicture> find(Collection<ImageId> pictures) throws IndexUnavailableException {
        return read("look pictures up", searcher -> LuceneEntries.find(searcher, pictures)).orElse(List.of());
    }

    @Override
    public List<IndexEntry> entries(Collection<ImageId> pictures) throws IndexUnavailableException {
        return read("read entries", searcher -> LuceneEntries.of(searcher, pictures)).orElse(List.of());
    }

    @Override
    public void pictures(Consumer<StoredPicture> visitor) throws IndexUnavailableException {
        visit("read every picture", searcher -> LuceneEntries.pictures(searcher, visitor));
    }

    @Override
    public void scan(Consumer<IndexEntry> visitor) throws IndexUnavailableException {
        visit("read every entry", searcher -> LuceneEntries.scan(searcher, visitor));
    }

    /** Reads in one state of the index. */
    @FunctionalInterface
    private interface Visit {
        void with(IndexSearcher searcher) throws IOException;
    }

    private void visit(String doing, Visit visit) throws IndexUnavailableException {
        read(doing, searcher -> {
            visit.with(searcher);
            return true;
        });
    }

    @Override
    public long outdated(String recipe) throws IndexUnavailableException {
        return read("count", searcher -> LuceneEntries.outdated(searcher, recipe)).orElse(0L);
    }

    @Override
    public EmbeddingSpace space() {
        return space;
    }

    /**
     * What the vectors of the index in a folder are, whoever filled it.
     *
     * @return empty when there is no index
     * @throws IndexCorruptException when its files are damaged, or something else than Streetmatch made it
     * @throws IndexUnavailableException when the folder cannot be read
     */
    public static Optional<EmbeddingSpace> spaceOf(Path folder) throws IndexCorruptException, IndexUnavailableException {
        IndexFailures failures = new IndexFailures(folder);
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Directory directory = FSDirectory.open(folder)) {
            if (!DirectoryReader.indexExists(directory)) {
                return Optional.empty();
            }
            Optional<EmbeddingSpace> space = new CommittedSpace(SegmentInfos.readLatestCommit(directory).getUserData()).space();
            if (space.isEmpty()) {
                throw new IndexCorruptException("The index in " + folder + " was not made by Streetmatch.", new IOException("no space"));
            }
            return space;
        } catch (IOException e) {
            if (IndexFailures.damage(e)) {
                throw failures.corrupt(e);
            }
            throw failures.unavailable("open the collection", e);
        }
    }

    /** Waits for background merges, as if nothing more were written, so that a measurement finds the index in the shape that it takes by itself. */
    void awaitMerges() throws IndexUnavailableException {
        try {
            if (writer.isPresent()) {
                writer.get().awaitMerges();
            }
        } catch (IOException | IndexMismatchException | AlreadyClosedException e) {
            throw failures.unavailable("wait for merges", e);
        }
    }

    /** How the visible collection is laid out, for tests and measurements. */
    SegmentLayout layout() throws IndexUnavailableException {
        return read("look at the segments", SegmentLayout::of).orElse(SegmentLayout.NONE);
    }

    @Override
    public String kind() {
        return "embedded";
    }

    @Override
    public String describe() {
        return "embedded, " + folder;
    }

    @Override
    public void close() {
        try (directory; searchers) {
            if (writer.isPresent()) {
                writer.get().close();
            }
        } catch (IOException | AlreadyClosedException e) {
            LOG.warn("Closing the index in {} failed; nothing that was acknowledged is lost: {}", folder, e.toString());
        }
    }
}
