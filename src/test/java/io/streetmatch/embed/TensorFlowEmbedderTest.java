package io.streetmatch.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.Engine;
import io.streetmatch.image.Picture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model that ships, run by the real TensorFlow. */
class TensorFlowEmbedderTest {

    private static final ModelOptions STREET = ModelOptions.of("street");
    private static final float TOLERANCE = 1e-4f;

    private static TensorFlowEmbedder street;

    @TempDir
    Path folder;

    @BeforeAll
    static void open() throws Exception {
        street = TensorFlowEmbedder.open(STREET);
    }

    @AfterAll
    static void close() {
        street.close();
    }

    @Test
    void givesTheSameVectorsForABatchAsOneByOneInOrder() throws Exception {
        List<Picture> pictures = Drawn.many(16);
        List<float[]> batch = street.embed(pictures);
        for (int i = 0; i < pictures.size(); i++) {
            assertThat(batch.get(i)).hasSize(street.space().dimension());
            assertThat(batch.get(i)).containsExactly(street.embed(List.of(pictures.get(i))).get(0), within(TOLERANCE));
            for (int other = 0; other < i; other++) {
                assertThat(distance(batch.get(i), batch.get(other))).isGreaterThan(10 * TOLERANCE);
            }
        }
        assertThat(street.embed(List.of())).isEmpty();
    }

    @Test
    void givesDescriptorsOfLengthOne() throws Exception {
        for (float[] vector : street.embed(Drawn.many(4))) {
            assertThat(distance(vector, new float[vector.length])).isCloseTo(1, within(1e-4));
        }
        assertThat(street.space().metric()).isEqualTo(Metric.COSINE);
        assertThat(street.space().dimension()).isEqualTo(512);
    }

    @Test
    void preparingFirstChangesNothing() throws Exception {
        Picture picture = Drawn.blocks(300, 200, 3);
        Picture prepared = street.prepare(picture);
        assertThat(prepared.width()).isEqualTo(192);
        assertThat(street.prepare(prepared)).isSameAs(prepared);
        assertThat(street.embed(List.of(prepared)).get(0)).isEqualTo(street.embed(List.of(picture)).get(0));
    }

    @Test
    void embedsTheSameFromEightThreads() throws Exception {
        List<Picture> pictures = Drawn.many(4);
        List<float[]> wanted = street.embed(pictures);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<List<float[]>>> runs = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                runs.add(threads.submit(() -> street.embed(pictures)));
            }
            for (Future<List<float[]>> run : runs) {
                for (int i = 0; i < wanted.size(); i++) {
                    assertThat(run.get().get(i)).containsExactly(wanted.get(i), within(TOLERANCE));
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void changesItsFingerprintWithEverythingThatChangesAVector() throws Exception {
        List<String> fingerprints = new ArrayList<>(List.of(street.space().fingerprint()));
        for (ModelOptions options : List.of(STREET.withSize(128), STREET.withPixels("-1..1", "rgb"), STREET.withPixels("0..1", "bgr"),
                STREET.withArticlePreprocessing(), STREET.withOutput("feature_vector"),
                STREET.withOutput("feature_vector").withHead("street"))) {
            fingerprints.add(ModelStore.find(options, new LoggedDownload()).fingerprint());
        }
        assertThat(fingerprints).doesNotHaveDuplicates();
        assertThat(ModelStore.find(STREET, new LoggedDownload()).fingerprint()).isEqualTo(street.space().fingerprint());
    }

    @Test
    void readsTheArticlesPixelsBlueFirst() throws Exception {
        Path model = TinyModel.taking(-1, 2, 2, 3).pixels("all", 12).in(folder);
        Picture picture = Picture.ofRgb(2, 2, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, (byte) 200, 11, (byte) 255});
        ModelOptions plain = ModelOptions.of(model.toString());
        try (TensorFlowEmbedder article = TensorFlowEmbedder.open(plain.withArticlePreprocessing());
                TensorFlowEmbedder centred = TensorFlowEmbedder.open(plain.withPixels("-1..1", "rgb"))) {
            assertThat(article.embed(List.of(picture)).get(0)).containsExactly(3, 2, 1, 6, 5, 4, 9, 8, 7, 255, 11, 200);
            assertThat(centred.embed(List.of(picture)).get(0)[11]).isEqualTo(1);
            assertThat(centred.embed(List.of(Picture.ofRgb(2, 2, new byte[12]))).get(0)).containsOnly(-1);
        }
        Picture drawn = Drawn.blocks(192, 192, 5);
        try (TensorFlowEmbedder article = TensorFlowEmbedder.open(STREET.withArticlePreprocessing());
                TensorFlowEmbedder bytes = TensorFlowEmbedder.open(STREET.withPixels("0..255", "rgb"))) {
            float[] swappedByHand = bytes.embed(List.of(Drawn.swapped(drawn))).get(0);
            assertThat(article.embed(List.of(drawn)).get(0)).containsExactly(swappedByHand, within(TOLERANCE));
            assertThat(distance(swappedByHand, bytes.embed(List.of(drawn)).get(0))).isGreaterThan(10 * TOLERANCE);
        }
    }

    @Test
    void refusesNumbersThatAreNotFinite() throws Exception {
        Path model = TinyModel.taking(-1, 2, 2, 3).logarithms("log", 12).in(folder);
        assertThatThrownBy(() -> TensorFlowEmbedder.open(ModelOptions.of(model.toString()).withPixels("-1..1", "rgb")))
                .isInstanceOf(ModelException.class).hasMessageContainingAll(folder.toString(), "not finite");
    }

    @Test
    void saysThatItIsClosed() throws Exception {
        TensorFlowEmbedder embedder = TensorFlowEmbedder.open(STREET.withSize(64));
        embedder.close();
        embedder.close();
        assertThatThrownBy(() -> embedder.embed(Drawn.many(1))).isInstanceOf(EmbeddingException.class)
                .hasMessageContainingAll("'street'", "closed");
    }

    @Test
    void letsRunningEmbeddingsEndBeforeItCloses() throws Exception {
        TensorFlowEmbedder embedder = TensorFlowEmbedder.open(STREET.withSize(64));
        List<Picture> pictures = Drawn.many(2);
        CountDownLatch started = new CountDownLatch(4);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> runs = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                runs.add(threads.submit(() -> {
                    while (true) {
                        embedder.embed(pictures);
                        started.countDown();
                    }
                }));
            }
            started.await();
            embedder.close();
            for (Future<?> run : runs) {
                assertThatThrownBy(run::get).hasCauseInstanceOf(EmbeddingException.class).hasMessageContaining("closed");
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void changesItsFingerprintWithItsVariables() throws Exception {
        Path model = TinyModel.taking(-1, 2, 2, 3).pixels("all", 12).in(folder);
        String alone = Sha256.ofModel(model);
        assertThat(alone).isEqualTo(Sha256.of(model.resolve("saved_model.pb")));
        Path weights = Files.createDirectory(model.resolve("variables")).resolve("variables.data-00000-of-00001");
        assertThat(Sha256.ofModel(model)).isEqualTo(alone);
        Files.write(weights, new byte[] {1});
        String first = Sha256.ofModel(model);
        Files.write(weights, new byte[] {2});
        assertThat(List.of(alone, first, Sha256.ofModel(model))).doesNotHaveDuplicates();
    }

    @Test
    void saysHowLargeItsInputIsAlsoWithoutBeingLoaded() throws Exception {
        Path wide = TinyModel.taking(-1, 600, 1024, 3).pixels("all", 3 * 600 * 1024).in(folder);
        assertThat(street.inputSide()).isEqualTo(STREET.inputSide()).isEqualTo(192);
        assertThat(STREET.withSize(640).inputSide()).isEqualTo(640);
        assertThat(ModelOptions.of("imagenet").inputSide()).isEqualTo(224);
        assertThat(ModelOptions.of(wide.toString()).inputSide()).isEqualTo(1024);
        assertThatThrownBy(() -> ModelOptions.of(folder.resolve("none").toString()).inputSide()).isInstanceOf(ModelException.class);
        // Those above 512 were shown enlarged pictures once.
        assertThat(List.of(new InputSize(512, 512).text(), new InputSize(4, 2).text(), new InputSize(600, 513).text(), new InputSize(640, 640).text()))
                .containsExactly("512", "4x2", "600x513f", "640f");
    }

    @Test
    void refusesAGpuThatIsNotThere() {
        assumeTrue(Engine.getEngine("TensorFlow").getGpuCount() == 0, "skipped: this machine has a GPU that TensorFlow can use");
        assertThatThrownBy(() -> TensorFlowEmbedder.open(STREET.withDevice("gpu"))).isInstanceOf(ModelException.class)
                .hasMessageContainingAll("model.device = gpu", "nvidia-smi", "model.device = auto");
    }

    @Test
    void saysTheWayOutWhenTheGpuCannotRunTheModel() throws Exception {
        assumeTrue(Engine.getEngine("TensorFlow").getGpuCount() == 0, "skipped: this machine has a GPU that TensorFlow can use");
        ModelSpec spec = ModelStore.find(STREET, new LoggedDownload());
        assertThatThrownBy(() -> TensorFlowEmbedder.openOnGpu(spec, "auto", 1)).isInstanceOf(ModelException.class)
                .hasMessageContainingAll("GPU 0 of 1", "model.device = auto", "nvidia-smi", "model.device = cpu");
    }

    @Test
    void takesTheCpuWhereThereIsNoGpu() throws Exception {
        assumeTrue(Engine.getEngine("TensorFlow").getGpuCount() == 0, "skipped: this machine has a GPU that TensorFlow can use");
        try (TensorFlowEmbedder embedder = TensorFlowEmbedder.open(STREET.withDevice("auto").withSize(64))) {
            assertThat(embedder.device()).startsWith("CPU");
        }
    }

    private static double distance(float[] a, float[] b) {
        double square = 0;
        for (int i = 0; i < a.length; i++) {
            square += Math.pow((double) a[i] - b[i], 2);
        }
        return Math.sqrt(square);
    }
}
