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
        session = WriterSession.open(directory, folder, space, options, this::mergeEnded);
        try {
            searchers.refresh();
        } catch (IOException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "index-publish");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Applies changes; durable and visible on return.
     *
     * @throws IllegalStateException when closed
     */
    void write(Changes changes) throws IOException, IndexMismatchException {
        lifecycle.readLock().lock();
        try {
            IndexWriter writer = session().writer();
            changes.apply(writer);
            writer.commit();
            searchers.refresh();
        } finally {
            lifecycle.readLock().unlock();
        }
    }

    /** Waits for background merges and makes what they achieved visible. */
    void awaitMerges() throws IOException, IndexMismatchException {
        lifecycle.readLock().lock();
        try {
            session().awaitMerges();
        } finally {
            lifecycle.readLock().unlock();
        }
        write(writer -> { });
    }

    private synchronized WriterSession session() throws IOException, IndexMismatchException {
        if (closed) {
            throw new IllegalStateException("the index in " + folder + " is closed");
        }
        if (!session.alive()) {
            session.close();
            session = WriterSession.open(directory, folder, space, options, this::mergeEnded);
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
        lifecycle.readLock().lock();
        try {
            if (!closed() && session().writer().hasUncommittedChanges()) {
                write(writer -> { });
            }
        } catch (IOException | IndexMismatchException | AlreadyClosedException e) {
            LOG.warn("Merged segments of the index in {} are not in use yet: {}", folder, e.toString());
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
