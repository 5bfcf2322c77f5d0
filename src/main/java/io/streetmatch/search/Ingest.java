package io.streetmatch.search;

import io.streetmatch.augment.Variant;
import io.streetmatch.augment.VariantMaker;
import io.streetmatch.batch.Batcher;
import io.streetmatch.batch.BatcherClosedException;
import io.streetmatch.batch.Cores;
import io.streetmatch.batch.Priority;
import io.streetmatch.embed.Embedder;
import io.streetmatch.image.BadImageException;
import io.streetmatch.image.DecodedPicture;
import io.streetmatch.image.ImageId;
import io.streetmatch.image.Picture;
import io.streetmatch.image.PictureReader;
import io.streetmatch.index.IndexEntry;
import io.streetmatch.index.SourcePicture;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Takes pictures into the collection. Safe for use by several threads.
 *
 * <p>Reading, decoding and making variants happen on the calling thread, on a core that is free for it; embedding happens in batches, on
 * the thread that fills one where there is a core for it; writing happens in batches behind it. However many threads call, only so many
 * pictures are between the call and the durable write; further calls wait. A batch gathers pictures while more are on the way to it, and
 * starts 10 ms after there are none: a single picture does not wait for company that is not coming, and a flow is not torn at every moment
 * in which each thread is between two pictures.
 */
public final class Ingest {

    /** Asked just before a picture is written, when there is still time to leave it. */
    @FunctionalInterface
    public interface LastLook {

        /** @throws IOException when the picture is not to be stored, with the reason */
        void look() throws IOException;
    }

    private final PictureReader reader;
    private final VariantMaker variants;
    private final VariantKeeper keeper;
    private final Embedder embedder;
    private final Batcher<Picture, float[]> embedding;
    private final Batcher<List<IndexEntry>, Boolean> writing;
    private final Cores cores;
    private final Semaphore inFlight;
    private final Approach toEmbedding;
    private final Approach toWriting;
    private final Clock clock;
    private final AtomicInteger underWay = new AtomicInteger();

    /**
     * Wires the use case.
     *
     * @param writing must take {@code inFlight} items without blocking, so that an outage of the index never holds up the embedding of
     *     questions
     * @param cores to decode and make variants on; the same as those of {@code embedding}, where a run of the model needs one
     * @param inFlight pictures between call and durable write at most
     */
    public Ingest(
            PictureReader reader,
            VariantMaker variants,
            VariantKeeper keeper,
            Embedder embedder,
            Batcher<Picture, float[]> embedding,
            Batcher<List<IndexEntry>, Boolean> writing,
            Cores cores,
            int inFlight,
            Clock clock) {
        this.reader = reader;
        this.variants = variants;
        this.keeper = keeper;
        this.embedder = embedder;
        this.embedding = embedding;
        this.writing = writing;
        this.cores = cores;
        this.inFlight = new Semaphore(inFlight);
        this.toEmbedding = new Approach(embedding);
        this.toWriting = new Approach(writing);
        this.clock = clock;
    }

    /** The bytes of a file; see {@link PictureReader#bytesOf}. */
    public byte[] bytesOf(Path file) throws BadImageException, IOException {
        return reader.bytesOf(file);
    }

    /**
     * Takes one picture in.
     *
     * @param bytes of its file
     * @param name as it was dropped, path below the inbox
     * @param path where its file will lie, relative to the data folder
     * @return completes when the picture and its variants are durable and can be found; fails with {@link BatcherClosedException} when
     *     the program ends before, and with what went wrong otherwise
     * @throws BadImageException when it is not a picture that can be read
     * @throws IOException when a variant cannot be kept as a file
     * @throws InterruptedException while it waits for its turn
     */
    public CompletableFuture<SourcePicture> ingest(byte[] bytes, String name, String path)
            throws BadImageException, IOException, InterruptedException {
        return ingest(bytes, name, path, () -> {});
    }

    /**
     * Takes one picture in if it is still wanted when it is ready to be written.
     *
     * @param lastLook called by a thread of the embedding; what it throws is what the picture fails with, and nothing of it is stored
     * @return as {@link #ingest(byte[], String, String)}
     */
    public CompletableFuture<SourcePicture> ingest(byte[] bytes, String name, String path, LastLook lastLook)
            throws BadImageException, IOException, InterruptedException {
        return counted(bytes, name, path, clock.instant().truncatedTo(ChronoUnit.MILLIS), lastLook);
    }

    /**
     * Takes a picture in as if it were dropped, but keeps the name, the place and the time of when it was.
     *
     * @param bytes of its file
     * @param known what a collection remembers of it
     * @return as {@link #ingest(byte[], String, String)}
     */
    public CompletableFuture<SourcePicture> again(byte[] bytes, SourcePicture known)
            throws BadImageException, IOException, InterruptedException {
        return counted(bytes, known.name(), known.path(), known.ingested(), () -> {});
    }

    /** Pictures between the call and the durable write. */
    public int underWay() {
        return underWay.get();
    }

    private CompletableFuture<SourcePicture> counted(byte[] bytes, String name, String path, Instant time, LastLook lastLook)
            throws BadImageException, IOException, InterruptedException {
        underWay.incrementAndGet();
        try {
            return ingest(bytes, name, path, time, lastLook).whenComplete((done, failure) -> underWay.decrementAndGet());
        } catch (BadImageException | IOException | InterruptedException | RuntimeException | Error e) {
            underWay.decrementAndGet();
            throw e;
        }
    }

    private CompletableFuture<SourcePicture> ingest(byte[] bytes, String name, String path, Instant time, LastLook lastLook)
            throws BadImageException, IOException, InterruptedException {
        toWriting.depart();
        toEmbedding.depart();
        try {
            Prepared prepared = prepare(bytes, name, path, time);
            awaitTurn();
            try {
                return store(prepared, lastLook).whenComplete((done, failure) -> inFlight.release());
            } catch (IOException | InterruptedException | RuntimeException | Error e) {
                inFlight.release();
                throw e;
            }
        } catch (BadImageException | IOException | InterruptedException | RuntimeException | Error e) {
            toWriting.arrive();
            throw e;
        } finally {
            toEmbedding.arrive();
        }
    }

    private void awaitTurn() throws InterruptedException {
        if (inFlight.tryAcquire()) {
            return;
        }
        // What cannot come before others are written is not on its way to them.
        toEmbedding.arrive();
        toWriting.arrive();
        try {
            inFlight.acquire();
        } finally {
            toWriting.depart();
            toEmbedding.depart();
        }
    }

    /** A picture and its variants, ready for the model: small, however large the picture was. */
    private record Prepared(SourcePicture source, Picture original, List<PreparedVariant> variants) {}

    private record PreparedVariant(Variant variant, Picture input) {}

    private Prepared prepare(byte[] bytes, String name, String path, Instant time) throws BadImageException, InterruptedException {
        // The room before the core: while it waits for the one, others that have it need the other to get on.
        try (PictureReader.OpenPicture open = reader.open(bytes); Cores.Hold core = cores.take()) {
            DecodedPicture decoded = open.decode();
            SourcePicture source = new SourcePicture(
                    ImageId.of(bytes), name, path, decoded.width(), decoded.height(), bytes.length, time, decoded.location());
            Picture original = embedder.prepare(decoded.pixels());
            return new Prepared(source, original, variants.variantsOf(source.id(), decoded.pixels()).stream()
                    .map(variant -> new PreparedVariant(variant, embedder.prepare(variant.picture()))).toList());
        }
    }

    private CompletableFuture<SourcePicture> store(Prepared prepared, LastLook lastLook) throws IOException, InterruptedException {
        SourcePicture source = prepared.source();
        List<CompletableFuture<IndexEntry>> entries = new ArrayList<>();
        entries.add(embed(prepared.original(), vector -> IndexEntry.original(source, variants.recipe(), vector)));
        for (PreparedVariant made : prepared.variants()) {
            Variant variant = made.variant();
            keeper.keep(source, variant);
            entries.add(embed(made.input(), vector -> new IndexEntry(source, variant.name(), variant.edit(), variants.recipe(), vector)));
        }
        return CompletableFuture.allOf(entries.toArray(CompletableFuture[]::new))
                .handle((all, failure) -> {
                    try {
                        return failure == null ? write(entries.stream().map(CompletableFuture::join).toList(), lastLook)
                                : CompletableFuture.<Boolean>failedFuture(failure);
                    } finally {
                        toWriting.arrive();
                    }
                })
                .thenCompose(Function.identity())
                .thenApply(written -> source);
    }

    private CompletableFuture<IndexEntry> embed(Picture input, Function<float[], IndexEntry> entry) throws InterruptedException {
        return embedding.submit(input, Priority.BULK).thenApply(entry);
    }

    private CompletableFuture<Boolean> write(List<IndexEntry> entries, LastLook lastLook) {
        try {
            lastLook.look();
            return writing.submit(entries, Priority.BULK);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CompletableFuture.failedFuture(e);
        }
    }
}
