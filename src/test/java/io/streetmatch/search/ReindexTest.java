package io.streetmatch.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streetmatch.augment.Variant;
import io.streetmatch.augment.VariantMaker;
import io.streetmatch.batch.BatchOptions;
import io.streetmatch.batch.Batcher;
import io.streetmatch.batch.Cores;
import io.streetmatch.demo.StreetScene;
import io.streetmatch.embed.Embedder;
import io.streetmatch.embed.ModelOptions;
import io.streetmatch.embed.TensorFlowEmbedder;
import io.streetmatch.image.Edits;
import io.streetmatch.image.ImageId;
import io.streetmatch.image.Picture;
import io.streetmatch.image.PictureReader;
import io.streetmatch.image.ReadLimits;
import io.streetmatch.index.EmbeddedIndex;
import io.streetmatch.index.EmbeddedIndexOptions;
import io.streetmatch.index.IndexEntry;
import io.streetmatch.index.SourcePicture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a reindex does when it is interrupted; what it makes of a collection is seen in ReindexIT. */
@Timeout(60)
class ReindexTest {

    private static final int THREADS = Runtime.getRuntime().availableProcessors();

    private static final Duration WHILE = Duration.ofSeconds(30);

    /** More than the threads have in hand and in their queue. */
    private static final int PICTURES = 6 * THREADS + 1;

    @TempDir
    Path data;

    private final Stuck variants = new Stuck();
    private Embedder embedder;
    private EmbeddedIndex from;
    private EmbeddedIndex to;
    private Batcher<Picture, float[]> embedding;
    private Batcher<List<IndexEntry>, Boolean> writing;

    /** Is never done with a picture, until it is interrupted. */
    private static final class Stuck implements VariantMaker {

        private final AtomicInteger inside = new AtomicInteger();

        @Override
        public String recipe() {
            return "the new one";
        }

        @Override
        public int variantCount() {
            return 0;
        }

        @Override
        public List<Variant> variantsOf(ImageId id, Picture original) throws InterruptedException {
            inside.incrementAndGet();
            try {
                new CountDownLatch(1).await();
                return List.of();
            } finally {
                inside.decrementAndGet();
            }
        }
    }

    @BeforeEach
    void open() throws Exception {
        embedder = TensorFlowEmbedder.open(ModelOptions.of("street"));
        from = EmbeddedIndex.open(data.resolve("old"), embedder.space(), EmbeddedIndexOptions.DEFAULT);
        to = EmbeddedIndex.open(data.resolve("new"), embedder.space(), EmbeddedIndexOptions.DEFAULT);
        embedding = new Batcher<>(options("embed"), embedder::embed);
        writing = new Batcher<>(options("index"), pictures -> {
            to.upsert(pictures.stream().flatMap(List::stream).toList());
            return Collections.nCopies(pictures.size(), true);
        });
        from.upsert(pictures());
    }

    @AfterEach
    void close() {
        embedding.close();
        writing.close();
        from.close();
        to.close();
        embedder.close();
    }

    private static BatchOptions options(String name) {
        return new BatchOptions(name, 4, 512, Duration.ZERO, 1, failure -> false, Duration.ZERO, Duration.ZERO);
    }

    private List<IndexEntry> pictures() throws Exception {
        float[] vector = new float[embedder.space().dimension()];
        vector[0] = 1;
        List<IndexEntry> entries = new ArrayList<>();
        for (int i = 0; i < PICTURES; i++) {
            byte[] bytes = Edits.jpeg(StreetScene.draw(i, 64, 48), 88);
            String name = i + ".jpg";
            Files.write(data.resolve(name), bytes);
            entries.add(IndexEntry.original(
                    new SourcePicture(ImageId.of(bytes), name, name, 64, 48, bytes.length, Instant.EPOCH, Optional.empty()), "the old one", vector));
        }
        return entries;
    }

    @Test
    void endsWhenItIsInterruptedWhileItWaitsForRoom() throws Exception {
        Ingest ingest = new Ingest(new PictureReader(ReadLimits.DEFAULT), variants, VariantKeeper.NONE, embedder, embedding, writing,
                Cores.unlimited(), PICTURES, Clock.systemUTC());
        AtomicReference<Throwable> ended = new AtomicReference<>();
        AtomicReference<Boolean> stillInterrupted = new AtomicReference<>();
        Thread reader = new Thread(() -> {
            try {
                new Reindex(from, to, ingest, variants.recipe(), data).run(done -> {});
            } catch (Exception e) {
                ended.set(e);
            }
            stillInterrupted.set(Thread.currentThread().isInterrupted());
        });
        reader.start();
        await().atMost(WHILE).until(() -> variants.inside.get() == THREADS && List.of(reader.getStackTrace()).toString().contains("HoldingPool.hold"));

        reader.interrupt();
        reader.join();

        assertThat(ended.get()).isInstanceOf(InterruptedException.class);
        assertThat(stillInterrupted.get()).as("an interruption is told by the exception alone").isFalse();
        await().atMost(WHILE).untilAsserted(() -> assertThat(variants.inside.get()).as("threads at work").isZero());
        assertThat(to.size().entries()).isZero();
    }
}
