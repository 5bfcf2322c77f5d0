package io.streetmatch.index;

import io.streetmatch.embed.EmbeddingSpace;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene912.Lucene912Codec;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.store.Directory;

/** One life of an {@link IndexWriter}, from taking the lock on the folder to a failure or the end. */
final class WriterSession implements Closeable {

    /** Fewer segments than Lucene's 10 a tier: every one that is not a graph is scanned, and every graph is searched. */
    private static final double SEGMENTS_PER_TIER = 5;

    private final IndexWriter writer;
    private final AtomicBoolean stopping;

    private WriterSession(IndexWriter writer, AtomicBoolean stopping) {
        this.writer = writer;
        this.stopping = stopping;
    }

    /**
     * Takes the lock, and creates the index, with a first commit that remembers the space, where there is none.
     *
     * @param calm whether there is time to build graphs
     * @param afterMerge runs on the merging thread when a merge has ended
     */
    static WriterSession open(Directory directory, Path folder, EmbeddingSpace space, EmbeddedIndexOptions options, BooleanSupplier calm,
            Runnable afterMerge) throws IOException, IndexMismatchException {
        AtomicBoolean stopping = new AtomicBoolean();
        TieredMergePolicy merging = new TieredMergePolicy();
        merging.setSegmentsPerTier(SEGMENTS_PER_TIER);
        IndexWriterConfig config = new IndexWriterConfig()
                .setCodec(codec(new AdaptiveVectorsFormat(options, stopping::get)))
                .setMergePolicy(new GraphPolicy(merging, options.exactBelow(), calm))
                .setMergeScheduler(new MergeScheduling(folder, stopping::get, afterMerge))
                .setRAMBufferSizeMB(options.ramBufferMb());
        IndexWriter writer = new IndexWriter(directory, config);
        WriterSession session = new WriterSession(writer, stopping);
        try {
            session.claim(directory, folder, space);
        } catch (IOException | IndexMismatchException | RuntimeException e) {
            writer.rollback();
            throw e;
        }
        return session;
    }

    /** Lucene's own codec under its own name; a vectors format of ours is found again by its name in each segment. */
    static Codec codec(KnnVectorsFormat vectors) {
        return new Lucene912Codec() {
            @Override
            public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
                return vectors;
            }
        };
    }

    private void claim(Directory directory, Path folder, EmbeddingSpace space) throws IOException, IndexMismatchException {
        if (DirectoryReader.indexExists(directory)) {
            Map<String, String> data = new HashMap<>();
            writer.getLiveCommitData().forEach(entry -> data.put(entry.getKey(), entry.getValue()));
            new CommittedSpace(data).check(space, folder);
        } else {
            writer.setLiveCommitData(CommittedSpace.of(space).data().entrySet());
            writer.commit();
        }
    }

    /** The writer of this session. */
    IndexWriter writer() {
        return writer;
    }

    /** Whether it can still write; once false it stays so, and only a new session helps. */
    boolean alive() {
        return writer.isOpen() && writer.getTragicException() == null;
    }

    /** Merges what is due and waits until no merge is under way. */
    void awaitMerges() throws IOException {
        writer.maybeMerge();
        ((MergeScheduling) writer.getConfig().getMergeScheduler()).sync();
    }

    /** Gives up merges and what was not committed, and releases the lock. */
    @Override
    public void close() throws IOException {
        stopping.set(true);
        writer.rollback();
    }

    /** As {@link #close}, but keeps what merges have achieved so far. */
    void commitAndClose() throws IOException {
        stopping.set(true);
        try (this) {
            if (alive() && writer.hasUncommittedChanges()) {
                writer.commit();
            }
        }
    }
}
