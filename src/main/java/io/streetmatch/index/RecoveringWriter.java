package io.streetmatch.index;

import io.streetmatch.embed.EmbeddingSpace;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes durably, and begins anew on the last commit after a failure that Lucene's writer does not survive, such as a full disk.
 *
 * <p>Safe for use by several threads; every call ends with a commit of its own, which those of other threads may have made already.
 */
final class RecoveringWriter implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(RecoveringWriter.class);

    /** How long what a merge has achieved may wait for a commit of somebody else. */
    private static final long PUBLISH_AFTER_MILLIS = 1_000;

    /** How often graphs that wait for a calm time are thought of. */
    private static final long BETWEEN_LOOKS_MILLIS = 2_000;

    /** Changes that are to be made durable together. */
    @FunctionalInterface
    interface Changes {
        void apply(IndexWriter writer) throws IOException;
    }

    private final Directory directory;
    private final Path folder;
    private final EmbeddingSpace space;
    private final EmbeddedIndexOptions options;
    private final Searchers searchers;
    /** Shared by calls, exclusive for closing: no call sees its writer closed by anything but a failure. */
    private final ReadWriteLock lifecycle = new ReentrantReadWriteLock();
    private final ScheduledThreadPoolExecutor publisher = new ScheduledThreadPoolExecutor(1, RecoveringWriter::daemon);
    private final AtomicBoolean publishing = new AtomicBoolean();
    private final WriteLoad load = new WriteLoad(System::nanoTime);
    /** Whether anything was written since the last calm look: a merge that failed is not tried again and again. */
    private final AtomicBoolean unlooked = new AtomicBoolean(true);
    private WriterSession session;
    private boolean closed;

    /** Opens or creates the index, and makes its last commit visible. */
    RecoveringWriter(Directory directory, Path folder, EmbeddingSpace space, EmbeddedIndexOptions options, Searchers searchers)
            throws IOException, IndexMismatchException {
        this.directory = directory;
        this.folder = folder;
        this.space = space;
        this.options = options;
        this.searchers = searchers;
        publisher.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        publisher.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        session = openSession();
        try {
            searchers.refresh();
        } catch (IOException | RuntimeException e) {
            session.close();
            throw e;
        }
        publisher.scheduleWithFixedDelay(this::mergeWhenCalm, BETWEEN_LOOKS_MILLIS, BETWEEN_LOOKS_MILLIS, TimeUnit.MILLISECONDS);
    }

    private WriterSession openSession() throws IOException, IndexMismatchException {
        return WriterSession.open(directory, folder, space, options, load::isCalm, this::mergeEnded);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "index-publish");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Applies changes; durable and visible on return.
     *
     * @param vectors that the changes add
     * @throws IllegalStateException when closed
     */
    void write(int vectors, Changes changes) throws IOException, IndexMismatchException {
        lifecycle.readLock().lock();
        try {
            if (vectors > 0) {
                load.wrote(vectors);
                unlooked.set(true);
            }
            IndexWriter writer = session().writer();
            changes.apply(writer);
            writer.commit();
            searchers.refresh();
        } finally {
            lifecycle.readLock().unlock();
        }
    }

    /** Takes it that nothing more is to be written, waits for what is then merged, and makes that visible. */
    void awaitMerges() throws IOException, IndexMismatchException {
        lifecycle.readLock().lock();
        try {
            load.forget();
            session().awaitMerges();
        } finally {
            lifecycle.readLock().unlock();
        }
        write(0, writer -> { });
    }

    private synchronized WriterSession session() throws IOException, IndexMismatchException {
        if (closed) {
            throw new IllegalStateException("the index in " + folder + " is closed");
        }
        if (!session.alive()) {
            session.close();
            session = openSession();
            LOG.debug("The index in {} is being written again after a failure", folder);
        }
        return session;
    }

    private synchronized boolean closed() {
        return closed;
    }

    /** Merged segments serve searches only once they are committed, and after the last picture of the day nobody else does that. */
    private void mergeEnded() {
        if (publishing.compareAndSet(false, true)) {
            publisher.schedule(this::publish, PUBLISH_AFTER_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void publish() {
        publishing.set(false);
        inBackground(() -> {
            if (session().writer().hasUncommittedChanges()) {
                write(0, writer -> { });
            }
        });
    }

    /** Writing makes Lucene look for merges; what waits for the end of the writing would wait for ever. */
    private void mergeWhenCalm() {
        if (load.isCalm() && unlooked.compareAndSet(true, false)) {
            inBackground(() -> session().writer().maybeMerge());
        }
    }

    /** Something that nobody waits for. */
    @FunctionalInterface
    private interface Errand {
        void run() throws IOException, IndexMismatchException;
    }

    private void inBackground(Errand errand) {
        lifecycle.readLock().lock();
        try {
            if (!closed()) {
                errand.run();
            }
        } catch (IOException | IndexMismatchException | AlreadyClosedException e) {
            LOG.warn("Segments of the index in {} wait to be merged or used: {}", folder, e.toString());
        } finally {
            lifecycle.readLock().unlock();
        }
    }

    /** Waits for calls under way, keeps everything acknowledged, gives up merges. */
    @Override
    public void close() throws IOException {
        publisher.shutdown();
        lifecycle.writeLock().lock();
        try {
            synchronized (this) {
                if (!closed) {
                    closed = true;
                    session.commitAndClose();
                }
            }
        } finally {
            lifecycle.writeLock().unlock();
        }
    }
}
