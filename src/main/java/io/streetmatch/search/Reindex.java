package io.streetmatch.search;

import io.streetmatch.image.BadImageException;
import io.streetmatch.image.ImageId;
import io.streetmatch.index.IndexUnavailableException;
import io.streetmatch.index.SourcePicture;
import io.streetmatch.index.StoredPicture;
import io.streetmatch.index.VectorIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/**
 * Brings the pictures of one collection into another, embedded again from their files in the archive. Pictures that are there already
 * under the same recipe are left alone, so an interrupted run goes on where it was. One run at a time.
 *
 * @param from the collection to read; its vectors are not used
 * @param to the collection to fill
 * @param ingest writes to {@code to}
 * @param recipe fingerprint of the recipe that {@code ingest} makes variants by
 * @param data folder that the collection's paths are relative to
 */
public record Reindex(VectorIndex from, VectorIndex to, Ingest ingest, String recipe, Path data) {

    private static final int LOOKED_UP_AT_ONCE = 200;
    private static final int WAITING_A_THREAD = 4;

    /** Reasons that are kept in words; the others are counted. */
    private static final int REASONS_KEPT = 1_000;

    /**
     * How it went.
     *
     * @param embedded pictures embedded now
     * @param already pictures that the new collection had
     * @param missing pictures that are left out
     * @param reasons file and reason of the first of them
     */
    public record Outcome(long embedded, long already, long missing, List<String> reasons) {}

    /**
     * Does it.
     *
     * @param progress gets the number of pictures dealt with, now and then, on any thread
     * @throws IndexUnavailableException when one of the collections cannot be used
     * @throws IOException when a file cannot be read for another reason than that it is gone
     */
    public Outcome run(LongConsumer progress) throws IndexUnavailableException, IOException, InterruptedException {
        int threads = Runtime.getRuntime().availableProcessors();
        ThreadPoolExecutor workers = new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING_A_THREAD * threads), new ThreadPoolExecutor.CallerRunsPolicy());
        Run run = new Run(progress, workers);
        try {
            from.pictures(run::next);
            run.lookUp();
            workers.shutdown();
            while (!workers.awaitTermination(1, TimeUnit.SECONDS)) {
                run.rethrow();
            }
            run.awaitStored();
            run.rethrow();
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

    /** One run: reads on the calling thread, embeds on the workers. */
    private final class Run {

        private final LongConsumer progress;
        private final ThreadPoolExecutor workers;
        private final List<SourcePicture> waiting = new ArrayList<>();
        private final Phaser storing = new Phaser(1);
        private final AtomicLong embedded = new AtomicLong();
        private final AtomicLong already = new AtomicLong();
        private final AtomicLong missing = new AtomicLong();
        private final ConcurrentLinkedQueue<String> reasons = new ConcurrentLinkedQueue<>();
        private final AtomicReference<Optional<Throwable>> failure = new AtomicReference<>(Optional.empty());

        Run(LongConsumer progress, ThreadPoolExecutor workers) {
            this.progress = progress;
            this.workers = workers;
        }

        /** Takes note of a picture of the old collection. */
        void next(StoredPicture picture) {
            rethrow();
            waiting.add(picture.source());
            if (waiting.size() == LOOKED_UP_AT_ONCE) {
                lookUp();
            }
        }

        /** Embeds those of the waiting pictures that the new collection does not have. */
        void lookUp() {
            try {
                Map<ImageId, String> recipes = to.find(waiting.stream().map(SourcePicture::id).toList()).stream()
                        .collect(Collectors.toMap(stored -> stored.source().id(), StoredPicture::recipe, (one, other) -> one));
                for (SourcePicture picture : waiting) {
                    if (recipe.equals(recipes.get(picture.id()))) {
                        already.incrementAndGet();
                        progress.accept(done());
                    } else {
                        workers.execute(() -> embed(picture));
                    }
                }
                waiting.clear();
            } catch (IndexUnavailableException e) {
                throw new CompletionException(e);
            }
        }

        private void embed(SourcePicture picture) {
            if (failure.get().isPresent()) {
                return;
            }
            try {
                Path file = data.resolve(picture.path());
                if (!Files.exists(file)) {
                    leaveOut(file + ": the file is gone");
                    return;
                }
                byte[] bytes = ingest.bytesOf(file);
                if (!ImageId.of(bytes).equals(picture.id())) {
                    leaveOut(file + ": the file is another one than was taken in");
                    return;
                }
                store(bytes, picture);
            } catch (BadImageException e) {
                leaveOut(picture.path() + ": " + e.getMessage());
            } catch (IOException | InterruptedException | RuntimeException e) {
                // Told by the thread that waits for all.
                failed(e);
            }
        }

        private void store(byte[] bytes, SourcePicture picture) throws BadImageException, IOException, InterruptedException {
            storing.register();
            try {
                CompletableFuture<SourcePicture> stored = ingest.again(bytes, picture);
                stored.whenComplete((source, problem) -> {
                    if (problem == null) {
                        embedded.incrementAndGet();
                        progress.accept(done());
                    } else {
                        failed(problem instanceof CompletionException ? problem.getCause() : problem);
                    }
                    storing.arriveAndDeregister();
                });
            } catch (BadImageException | IOException | InterruptedException | RuntimeException e) {
                storing.arriveAndDeregister();
                throw e;
            }
        }

        private void leaveOut(String reason) {
            if (missing.incrementAndGet() <= REASONS_KEPT) {
                reasons.add(reason);
            }
            progress.accept(done());
        }

        private void failed(Throwable problem) {
            failure.compareAndSet(Optional.empty(), Optional.of(problem));
        }

        private long done() {
            return embedded.get() + already.get() + missing.get();
        }

        void awaitStored() throws InterruptedException {
            storing.awaitAdvanceInterruptibly(storing.arrive());
        }

        void rethrow() {
            failure.get().ifPresent(cause -> {
                throw new CompletionException(cause);
            });
        }

        Outcome outcome() {
            return new Outcome(embedded.get(), already.get(), missing.get(), List.copyOf(reasons));
        }
    }
}
