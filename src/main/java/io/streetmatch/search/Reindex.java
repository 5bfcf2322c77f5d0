package io.streetmatch.search;

import io.streetmatch.batch.HoldingPool;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/**
 * Brings the pictures of one collection into another, embedded again from their files in the archive. Pictures that are there already
 * as they should be are left alone, so an interrupted run goes on where it was; those that the old collection has by the same model and
 * recipe are copied. One run at a time.
 *
 * @param from the collection to read
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
     * @param copied pictures whose vectors could be taken over
     * @param already pictures that the new collection had
     * @param missing pictures that are left out
     * @param reasons file and reason of the first of them
     */
    public record Outcome(long embedded, long copied, long already, long missing, List<String> reasons) {}

    /**
     * Makes every picture in the new collection what it is in the old one, by the new model and recipe.
     *
     * @param progress gets the number of pictures dealt with, now and then, on any thread
     * @throws IndexUnavailableException when one of the collections cannot be used
     * @throws IOException when a variant cannot be kept as a file
     */
    public Outcome run(LongConsumer progress) throws IndexUnavailableException, IOException, InterruptedException {
        return run(progress, this::isAsItShouldBe);
    }

    /** Brings over only what the new collection does not have at all; otherwise as {@link #run}. */
    public Outcome addAbsent(LongConsumer progress) throws IndexUnavailableException, IOException, InterruptedException {
        return run(progress, (old, there) -> true);
    }

    private boolean isAsItShouldBe(StoredPicture old, StoredPicture there) {
        return there.recipe().equals(recipe) && there.source().name().equals(old.source().name())
                && there.source().path().equals(old.source().path()) && there.source().ingested().equals(old.source().ingested());
    }

    private Outcome run(LongConsumer progress, BiPredicate<StoredPicture, StoredPicture> settled)
            throws IndexUnavailableException, IOException, InterruptedException {
        int threads = Runtime.getRuntime().availableProcessors();
        ThreadPoolExecutor workers = new HoldingPool("reindex", threads, WAITING_A_THREAD * threads);
        Run run = new Run(progress, workers, settled);
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
        } catch (RejectedExecutionException e) {
            // Only an interrupted thread's picture is not taken: the pool is open as long as there are any. From here on the exception tells it.
            Thread.interrupted();
            throw (InterruptedException) new InterruptedException("interrupted while pictures are embedded").initCause(e);
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
        private final BiPredicate<StoredPicture, StoredPicture> settled;
        private final boolean sameSpace = from.space().isComparableWith(to.space());
        private final List<StoredPicture> waiting = new ArrayList<>();
        private final Phaser storing = new Phaser(1);
        private final AtomicLong embedded = new AtomicLong();
        private final AtomicLong copied = new AtomicLong();
        private final AtomicLong already = new AtomicLong();
        private final AtomicLong missing = new AtomicLong();
        private final ConcurrentLinkedQueue<String> reasons = new ConcurrentLinkedQueue<>();
        private final AtomicReference<Optional<Throwable>> failure = new AtomicReference<>(Optional.empty());

        /** @param settled whether a picture of the old collection needs nothing, given what the new one has of it */
        Run(LongConsumer progress, ThreadPoolExecutor workers, BiPredicate<StoredPicture, StoredPicture> settled) {
            this.progress = progress;
            this.workers = workers;
            this.settled = settled;
        }

        /** Takes note of a picture of the old collection. */
        void next(StoredPicture picture) {
            rethrow();
            waiting.add(picture);
            if (waiting.size() == LOOKED_UP_AT_ONCE) {
                lookUp();
            }
        }

        /** Copies or embeds those of the waiting pictures that the new collection does not have. */
        void lookUp() {
            try {
                Map<ImageId, StoredPicture> there = to.find(waiting.stream().map(picture -> picture.source().id()).toList()).stream()
                        .collect(Collectors.toMap(stored -> stored.source().id(), Function.identity(), (one, other) -> one));
                List<ImageId> copies = new ArrayList<>();
                for (StoredPicture picture : waiting) {
                    ImageId id = picture.source().id();
                    if (there.containsKey(id) && settled.test(picture, there.get(id))) {
                        already.incrementAndGet();
                    } else if (sameSpace && picture.recipe().equals(recipe)) {
                        copies.add(id);
                    } else {
                        workers.execute(() -> embed(picture.source()));
                    }
                }
                waiting.clear();
                copy(copies);
                progress.accept(done());
            } catch (IndexUnavailableException e) {
                throw new CompletionException(e);
            }
        }

        private void copy(List<ImageId> pictures) throws IndexUnavailableException {
            if (!pictures.isEmpty()) {
                to.upsert(from.entries(pictures));
                copied.addAndGet(pictures.size());
            }
        }

        private void embed(SourcePicture picture) {
            if (failure.get().isPresent()) {
                return;
            }
            Path file = data.resolve(picture.path());
            try {
                Optional<byte[]> bytes = bytesOf(file);
                if (bytes.isPresent() && !ImageId.of(bytes.get()).equals(picture.id())) {
                    leaveOut(file + ": the file is another one than was taken in");
                } else if (bytes.isPresent()) {
                    store(bytes.get(), picture);
                }
            } catch (BadImageException e) {
                leaveOut(file + ": " + e.getMessage());
            } catch (IOException | InterruptedException | RuntimeException e) {
                // Told by the thread that waits for all.
                failed(e);
            }
        }

        /** Empty when the file cannot be read, and is left out for that. */
        private Optional<byte[]> bytesOf(Path file) throws BadImageException {
            try {
                return Optional.of(ingest.bytesOf(file));
            } catch (IOException e) {
                leaveOut(file + (Files.exists(file) ? ": the file cannot be read (" + e + ")" : ": the file is gone"));
                return Optional.empty();
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
            return embedded.get() + copied.get() + already.get() + missing.get();
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
            return new Outcome(embedded.get(), copied.get(), already.get(), missing.get(), List.copyOf(reasons));
        }
    }
}
