package io.streetmatch.search;

import io.streetmatch.image.BadImageException;
import io.streetmatch.image.ImageId;
import io.streetmatch.index.IndexEntry;
import io.streetmatch.index.IndexUnavailableException;
import io.streetmatch.index.SourcePicture;
import io.streetmatch.index.VectorIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;

/**
 * Brings the pictures of one collection into another, embedded again from their files in the archive. Pictures that are there already
 * are left alone, so an interrupted run goes on where it was. One run at a time.
 *
 * @param from the collection to read; its vectors are not used
 * @param to the collection to fill
 * @param ingest writes to {@code to}
 * @param data folder that the collection's paths are relative to
 */
public record Reindex(VectorIndex from, VectorIndex to, Ingest ingest, Path data) {

    private static final int WAITING_A_THREAD = 4;

    /**
     * How it went.
     *
     * @param embedded pictures embedded now
     * @param already pictures that the new collection had
     * @param missing what is left out: file and reason
     */
    public record Outcome(long embedded, long already, List<String> missing) {}

    /**
     * Does it.
     *
     * @param progress gets the number of pictures looked at, now and then, on any thread
     * @throws IndexUnavailableException when one of the collections cannot be used
     * @throws IOException when a file cannot be read for another reason than that it is gone
     */
    public Outcome run(LongConsumer progress) throws IndexUnavailableException, IOException, InterruptedException {
        int threads = Runtime.getRuntime().availableProcessors();
        ThreadPoolExecutor workers = new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING_A_THREAD * threads), new ThreadPoolExecutor.CallerRunsPolicy());
        Run run = new Run(progress);
        try {
            from.scan(entry -> {
                run.rethrow();
                if (entry.variant().equals(IndexEntry.ORIGINAL)) {
                    workers.execute(() -> run.picture(entry.source()));
                }
            });
            workers.shutdown();
            while (!workers.awaitTermination(1, TimeUnit.SECONDS)) {
                run.rethrow();
            }
            return run.outcome();
        } catch (CompletionException e) {
            throw unwrapped(e);
        } finally {
            workers.shutdownNow();
        }
    }

    private static IOException unwrapped(CompletionException failure) throws IndexUnavailableException, InterruptedException {
        Throwable cause = failure.getCause();
        if (cause instanceof IndexUnavailableException unavailable) {
            throw unavailable;
        }
        if (cause instanceof InterruptedException interrupted) {
            throw interrupted;
        }
        return cause instanceof IOException io ? io : new IOException(cause);
    }

    /** What one run has counted. */
    private final class Run {

        private final LongConsumer progress;
        private final AtomicLong seen = new AtomicLong();
        private final AtomicLong already = new AtomicLong();
        private final ConcurrentLinkedQueue<String> missing = new ConcurrentLinkedQueue<>();
        private final ConcurrentLinkedQueue<CompletableFuture<SourcePicture>> stored = new ConcurrentLinkedQueue<>();
        private final AtomicLong embedded = new AtomicLong();
        private final AtomicReference<Optional<Throwable>> failure = new AtomicReference<>(Optional.empty());

        Run(LongConsumer progress) {
            this.progress = progress;
        }

        void picture(SourcePicture picture) {
            if (failure.get().isPresent()) {
                return;
            }
            try {
                if (to.find(picture.id()).isPresent()) {
                    already.incrementAndGet();
                } else {
                    embed(picture);
                }
                progress.accept(seen.incrementAndGet());
            } catch (Exception e) {
                // Told to the thread that waits for all.
                failure.compareAndSet(Optional.empty(), Optional.of(e));
            }
        }

        private void embed(SourcePicture picture) throws IOException, InterruptedException {
            Path file = data.resolve(picture.path());
            if (!Files.exists(file)) {
                missing.add(file + ": the file is gone");
                return;
            }
            try {
                byte[] bytes = ingest.bytesOf(file);
                if (!ImageId.of(bytes).equals(picture.id())) {
                    missing.add(file + ": the file is another one than was taken in");
                    return;
                }
                CompletableFuture<SourcePicture> storing = ingest.again(bytes, picture);
                stored.add(storing);
                storing.whenComplete((source, failed) -> {
                    stored.remove(storing);
                    if (failed == null) {
                        embedded.incrementAndGet();
                    } else if (!(failed instanceof CancellationException)) {
                        failure.compareAndSet(Optional.empty(), Optional.of(failed instanceof CompletionException ? failed.getCause() : failed));
                    }
                });
            } catch (BadImageException e) {
                missing.add(file + ": " + e.getMessage());
            }
        }

        void rethrow() {
            failure.get().ifPresent(cause -> {
                throw new CompletionException(cause);
            });
        }

        Outcome outcome() throws InterruptedException {
            for (CompletableFuture<SourcePicture> storing : List.copyOf(stored)) {
                try {
                    storing.get();
                } catch (ExecutionException e) {
                    throw new CompletionException(e.getCause());
                }
            }
            rethrow();
            return new Outcome(embedded.get(), already.get(), new ArrayList<>(missing));
        }
    }
}
