package io.streetmatch.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import io.streetmatch.image.BadImageException;
import io.streetmatch.image.Edits;
import io.streetmatch.image.ImageId;
import io.streetmatch.image.NarrowReader;
import io.streetmatch.image.Picture;
import io.streetmatch.image.PictureReader;
import io.streetmatch.image.ReadLimits;
import io.streetmatch.index.EmbeddedIndex;
import io.streetmatch.index.EmbeddedIndexOptions;
import io.streetmatch.index.IndexEntry;
import io.streetmatch.index.SourcePicture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Batches linger for an hour here: whatever waits for company without need runs into the time limit. */
@Timeout(60)
class IngestTest {

    private static final Duration FOREVER = Duration.ofHours(1);

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final List<Integer> runs = new CopyOnWriteArrayList<>();
    private final List<Integer> writes = new CopyOnWriteArrayList<>();
    private final Detours detours = new Detours();
    private Embedder embedder;
    private EmbeddedIndex index;
    private Batcher<Picture, float[]> embedding;
    private Batcher<List<IndexEntry>, Boolean> writing;

    /** Holds up the pictures it is told of, fails over them, or makes what it is told of them. */
    private static final class Detours implements VariantMaker {

        private final Map<ImageId, Callable<List<Variant>>> ways = new ConcurrentHashMap<>();

        @Override
        public String recipe() {
            return "none";
        }

        @Override
        public int variantCount() {
            return 0;
        }

        @Override
        public List<Variant> variantsOf(ImageId id, Picture original) throws InterruptedException {
            try {
                return ways.getOrDefault(id, List::of).call();
            } catch (InterruptedException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    @BeforeEach
    void open() throws Exception {
        embedder = TensorFlowEmbedder.open(ModelOptions.of("street"));
        index = EmbeddedIndex.open(folder, embedder.space(), EmbeddedIndexOptions.DEFAULT);
        embedding = new Batcher<>(options("embed", 100, FOREVER), pictures -> {
            runs.add(pictures.size());
            return embedder.embed(pictures);
        });
        writing = new Batcher<>(options("index", 100, FOREVER), pictures -> {
            writes.add(pictures.size());
            index.upsert(pictures.stream().flatMap(List::stream).toList());
            return Collections.nCopies(pictures.size(), true);
        });
    }

    @AfterEach
    void close() throws Exception {
        threads.shutdownNow();
        embedding.close();
        writing.close();
        index.close();
        embedder.close();
    }

    private static BatchOptions options(String name, int size, Duration linger) {
        return new BatchOptions(name, size, 512, linger, 1, failure -> false, Duration.ZERO, Duration.ZERO);
    }

    private Ingest ingest(int inFlight) {
        return ingest(VariantKeeper.NONE, Cores.unlimited(), inFlight);
    }

    private Ingest ingest(VariantKeeper keeper, Cores cores, int inFlight) {
        return new Ingest(new PictureReader(ReadLimits.DEFAULT), detours, keeper, embedder, embedding, writing, cores, inFlight,
                Clock.systemUTC());
    }

    private static byte[] picture(int seed) {
        return Edits.jpeg(StreetScene.draw(seed, 200, 150), 88);
    }

    private static CompletableFuture<SourcePicture> take(Ingest ingest, byte[] bytes) throws Exception {
        return ingest.ingest(bytes, "a picture", "archive/a picture");
    }

    /** A picture on its way that waits for {@code go}, and what becomes of it then. */
    private Future<CompletableFuture<SourcePicture>> heldUp(Ingest ingest, byte[] bytes, CountDownLatch go, Callable<List<Variant>> then) throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        detours.ways.put(ImageId.of(bytes), () -> {
            arrived.countDown();
            go.await();
            return then.call();
        });
        Future<CompletableFuture<SourcePicture>> held = threads.submit(() -> take(ingest, bytes));
        arrived.await();
        return held;
    }

    @Test
    void takesAPictureInWithoutCompanyWhenNoOtherIsOnTheWay() throws Exception {
        Ingest ingest = ingest(10);
        take(ingest, picture(1)).get();
        take(ingest, picture(2)).get();
        assertThat(runs).containsExactly(1, 1);
        assertThat(writes).containsExactly(1, 1);
        assertThat(index.size().pictures()).isEqualTo(2);
    }

    @Test
    void gathersPicturesWhileOthersAreOnTheWay() throws Exception {
        Ingest ingest = ingest(10);
        CountDownLatch go = new CountDownLatch(1);
        Future<CompletableFuture<SourcePicture>> last = heldUp(ingest, picture(1), go, List::of);
        List<CompletableFuture<SourcePicture>> others = new ArrayList<>();
        for (int seed = 2; seed < 6; seed++) {
            others.add(take(ingest, picture(seed)));
        }
        await().until(() -> embedding.status().waiting() == 4);
        assertThatThrownBy(() -> others.get(0).get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        go.countDown();
        last.get().get();
        CompletableFuture.allOf(others.toArray(CompletableFuture[]::new)).get();
        assertThat(runs).containsExactly(5);
        assertThat(writes).containsExactly(5);
    }

    @Test
    void waitsForNoneThatWillNotCome() throws Exception {
        Ingest ingest = ingest(10);
        CountDownLatch go = new CountDownLatch(1);
        Future<CompletableFuture<SourcePicture>> failing = heldUp(ingest, picture(1), go, () -> {
            throw new IllegalStateException("no way");
        });
        CompletableFuture<SourcePicture> good = take(ingest, picture(2));
        await().until(() -> embedding.status().waiting() == 1);
        assertThatThrownBy(() -> take(ingest, "no picture".getBytes(StandardCharsets.UTF_8))).isInstanceOf(BadImageException.class);
        assertThatThrownBy(() -> good.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        go.countDown();
        assertThatThrownBy(failing::get).isInstanceOf(ExecutionException.class).hasRootCauseMessage("no way");
        good.get();
        assertThat(writes).containsExactly(1);
    }

    @Test
    void doesNotLingerWhileTheNextWaitForTheirTurn() throws Exception {
        Ingest ingest = ingest(3);
        List<Future<SourcePicture>> taken = new ArrayList<>();
        for (int seed = 0; seed < 40; seed++) {
            byte[] bytes = picture(seed);
            taken.add(threads.submit(() -> take(ingest, bytes).get()));
        }
        for (Future<SourcePicture> one : taken) {
            one.get();
        }
        assertThat(index.size().pictures()).isEqualTo(40);
        assertThat(writes).allSatisfy(size -> assertThat(size).isBetween(1, 3));
    }

    /** However many variants it has, a picture is one; and it is one from the start. */
    @Test
    void countsThePicturesUnderWay() throws Exception {
        Ingest ingest = ingest(10);
        CountDownLatch go = new CountDownLatch(1);
        Picture grey = Picture.ofRgb(1, 1, new byte[3]);
        Future<CompletableFuture<SourcePicture>> decoded = heldUp(ingest, picture(1), go,
                () -> List.of(new Variant("1", "all grey", grey), new Variant("2", "all grey", grey)));
        CompletableFuture<SourcePicture> waiting = take(ingest, picture(2));
        assertThat(ingest.underWay()).isEqualTo(2);
        assertThatThrownBy(() -> take(ingest, "no picture".getBytes(StandardCharsets.UTF_8))).isInstanceOf(BadImageException.class);
        assertThat(ingest.underWay()).isEqualTo(2);
        go.countDown();
        decoded.get().get();
        waiting.get();
        assertThat(ingest.underWay()).isZero();
    }

    @Test
    void givesItsCoreBackWhateverIsThrown() throws Exception {
        Ingest ingest = ingest(VariantKeeper.NONE, new Cores(1), 1);
        byte[] bytes = picture(1);
        detours.ways.put(ImageId.of(bytes), () -> {
            throw new AssertionError("too deep");
        });
        assertThatThrownBy(() -> take(ingest, bytes)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> take(ingest, "no picture".getBytes(StandardCharsets.UTF_8))).isInstanceOf(BadImageException.class);
        take(ingest, picture(2)).get();
        assertThat(index.size().pictures()).isEqualTo(1);
    }

    /** Whoever has the room may need the only core to get on. */
    @Test
    void holdsNoCoreWhileItWaitsForRoomToDecodeIn() throws Exception {
        Cores cores = new Cores(1);
        PictureReader narrow = NarrowReader.of(1_024);
        Ingest ingest = new Ingest(narrow, detours, VariantKeeper.NONE, embedder, embedding, writing, cores, 1, Clock.systemUTC());
        byte[] bytes = picture(2);
        FutureTask<SourcePicture> taken = new FutureTask<>(() -> take(ingest, bytes).get());
        Thread thread = new Thread(taken);
        try (PictureReader.OpenPicture open = narrow.open(picture(1))) {
            thread.start();
            await().until(() -> thread.getState() == Thread.State.WAITING);
            cores.take().close();
        }
        assertThat(taken.get().bytes()).isEqualTo(bytes.length);
    }

    @Test
    void givesItsPlaceBackWhateverIsThrown() throws Exception {
        byte[] bytes = picture(1);
        detours.ways.put(ImageId.of(bytes), () -> List.of(new Variant("grey", "all grey", Picture.ofRgb(1, 1, new byte[3]))));
        Ingest ingest = ingest((source, variant) -> {
            throw new AssertionError("too deep");
        }, Cores.unlimited(), 1);
        assertThatThrownBy(() -> take(ingest, bytes)).isInstanceOf(AssertionError.class);
        // Its original is embedded and goes nowhere; nothing of it is stored.
        take(ingest, picture(2)).get();
        assertThat(index.size().pictures()).isEqualTo(1);
    }

    @Test
    void storesNothingOfAPictureThatIsNoLongerWanted() throws Exception {
        Ingest ingest = ingest(1);
        CompletableFuture<SourcePicture> unwanted = ingest.ingest(picture(1), "a picture", "archive/a picture", () -> {
            throw new IOException("the file changed");
        });
        assertThatThrownBy(unwanted::get).isInstanceOf(ExecutionException.class).hasCause(new IOException("the file changed"));
        // Neither keeps its place nor lets the next wait for company.
        take(ingest, picture(2)).get();
        assertThat(writes).containsExactly(1);
        assertThat(index.size().pictures()).isEqualTo(1);
    }

    /** The only core is needed by the model, whose queue has room for one picture: who kept it while waiting for room would wait for ever. */
    @Test
    void holdsNoCoreWhileItWaitsForTheModelOrForItsTurn() throws Exception {
        Cores cores = new Cores(1);
        BatchOptions narrow = new BatchOptions("embed", 1, 1, Duration.ZERO, 1, failure -> false, Duration.ZERO, Duration.ZERO);
        try (Batcher<Picture, float[]> model = new Batcher<>(narrow, embedder::embed, cores)) {
            Ingest ingest = new Ingest(new PictureReader(ReadLimits.DEFAULT), detours, VariantKeeper.NONE, embedder, model, writing, cores, 4,
                    Clock.systemUTC());
            List<Future<SourcePicture>> taken = new ArrayList<>();
            for (int seed = 0; seed < 12; seed++) {
                byte[] bytes = picture(seed);
                Picture grey = Picture.ofRgb(1, 1, new byte[3]);
                detours.ways.put(ImageId.of(bytes), () -> List.of(new Variant("1", "all grey", grey), new Variant("2", "all grey", grey)));
                taken.add(threads.submit(() -> take(ingest, bytes).get()));
            }
            for (Future<SourcePicture> one : taken) {
                one.get();
            }
            assertThat(index.size().entries()).isEqualTo(36);
        }
    }
}
