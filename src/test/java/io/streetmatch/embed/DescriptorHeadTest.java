package io.streetmatch.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.streetmatch.SharedMaterial;
import io.streetmatch.image.Picture;
import io.streetmatch.image.PictureReader;
import io.streetmatch.image.ReadLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescriptorHeadTest {

    private static final float[] MEAN = {1, 0.5f, 2};
    private static final float[] SCALE = {2, 0.5f, 1};
    private static final float[] PROJECTION = {1, -1, 2, 3, 0.5f, 4};
    private static final int PICTURES = 8;

    @TempDir
    Path folder;

    @Test
    void computesTheFormula() {
        // sqrt: 3, 1, 0 (a negative feature counts as 0); centred and scaled: 1, 1, -2; projected: 1+2-1 = 2, -1+3-8 = -6.
        float[] descriptor = DescriptorHead.of(MEAN, SCALE, PROJECTION).apply(new float[] {9, 1, -4});
        assertThat(descriptor).containsExactly(new float[] {(float) (2 / Math.sqrt(40)), (float) (-6 / Math.sqrt(40))}, within(1e-7f));
    }

    @Test
    void leavesAVectorWithoutDirectionAtZero() {
        assertThat(DescriptorHead.of(MEAN, SCALE, PROJECTION).apply(new float[] {1, 0.25f, 4})).containsExactly(0, 0);
    }

    @Test
    void savesWhatItLoads() throws Exception {
        DescriptorHead head = DescriptorHead.of(MEAN, SCALE, PROJECTION);
        Path target = folder.resolve("new/head");
        head.save(target);
        DescriptorHead again = DescriptorHead.load(target);
        assertThat(again.sha256()).isEqualTo(head.sha256());
        assertThat(again.inputSize()).isEqualTo(3);
        assertThat(again.outputSize()).isEqualTo(2);
        assertThat(again.apply(new float[] {9, 1, 4})).isEqualTo(head.apply(new float[] {9, 1, 4}));
        assertThatThrownBy(() -> head.save(target)).hasMessageContainingAll(target.toString(), "not empty");
        try (Stream<Path> files = Files.list(target.getParent())) {
            assertThat(files).containsExactly(target);
        }
        assertThat(DescriptorHead.of(MEAN, SCALE, new float[] {1, -1, 2, 3, 0.5f, 5}).sha256()).isNotEqualTo(head.sha256());
    }

    @Test
    void savesTheShippedHeadUnchanged() throws Exception {
        Path target = folder.resolve("street");
        DescriptorHead.street().save(target);
        for (String name : List.of("mean.npy", "scale.npy", "projection.npy")) {
            NpyArray shipped = NpyArray.read(Path.of("src/main/resources/models/street_head_512", name));
            NpyArray saved = NpyArray.read(target.resolve(name));
            assertThat(saved.shape()).isEqualTo(shipped.shape());
            assertThat(saved.values()).isEqualTo(shipped.values());
        }
    }

    @Test
    void refusesWhatDoesNotFitTogether() throws Exception {
        assertThatThrownBy(() -> DescriptorHead.load(folder)).isInstanceOf(ModelException.class)
                .hasMessageContainingAll("model.head", "mean.npy", folder.toString(), "none, street");
        new NpyArray(List.of(3), MEAN).write(folder.resolve("mean.npy"));
        new NpyArray(List.of(3), SCALE).write(folder.resolve("scale.npy"));
        new NpyArray(List.of(2, 3), PROJECTION).write(folder.resolve("projection.npy"));
        assertThatThrownBy(() -> DescriptorHead.load(folder)).isInstanceOf(ModelException.class)
                .hasMessageContainingAll(folder.toString(), "[2, 3]", "[n, d]");
        assertThatThrownBy(() -> DescriptorHead.of(MEAN, new float[] {1, 0, 1}, PROJECTION)).hasMessageContaining("scale.npy has 0.0 at 1");
        assertThatThrownBy(() -> DescriptorHead.of(new float[] {1, Float.NaN, 1}, SCALE, PROJECTION)).hasMessageContaining("NaN at 1");
        assertThatThrownBy(() -> DescriptorHead.of(MEAN, SCALE, new float[5])).hasMessageContaining("5 numbers");
        assertThatThrownBy(() -> DescriptorHead.of(MEAN, SCALE, PROJECTION).apply(new float[4])).hasMessageContainingAll("3", "4");
    }

    @Test
    void changesTheFingerprintWithItsNumbersOnly() throws Exception {
        ModelOptions options = ModelOptions.of(TinyModel.taking(-1, 1, 1, 3).pixels("all", 3).in(folder.resolve("model")).toString());
        DescriptorHead.of(MEAN, SCALE, PROJECTION).save(folder.resolve("a"));
        DescriptorHead.of(MEAN, SCALE, PROJECTION).save(folder.resolve("b"));
        DescriptorHead.of(SCALE, SCALE, PROJECTION).save(folder.resolve("c"));
        List<String> fingerprints = new ArrayList<>();
        for (String head : List.of("a", "b", "c")) {
            try (TensorFlowEmbedder embedder = TensorFlowEmbedder.open(options.withHead(folder.resolve(head).toString()))) {
                fingerprints.add(embedder.space().fingerprint());
                assertThat(embedder.space().dimension()).isEqualTo(2);
            }
        }
        assertThat(fingerprints.get(0)).isEqualTo(fingerprints.get(1)).isNotEqualTo(fingerprints.get(2));
    }

    @Test
    void refusesAModelWhoseOutputHasAnotherLength() {
        assertThatThrownBy(() -> TensorFlowEmbedder.open(ModelOptions.of("street").withHead("street"))).isInstanceOf(ModelException.class)
                .hasMessageContainingAll("model.head = street", "1280", "512", "'descriptor'", "model.output");
    }

    @Test
    void standsBehindTheModelItself() throws Exception {
        ModelOptions bare = ModelOptions.of("street").withOutput("feature_vector");
        try (TensorFlowEmbedder features = TensorFlowEmbedder.open(bare);
                TensorFlowEmbedder descriptors = TensorFlowEmbedder.open(bare.withHead("street"))) {
            assertSame(features, descriptors, Drawn.many(PICTURES));
            assertThat(descriptors.space().dimension()).isEqualTo(512);
            assertThat(descriptors.space().model()).isEqualTo("street+street");
            assertThat(descriptors.space().fingerprint()).isNotEqualTo(features.space().fingerprint());
        }
    }

    @Test
    void agreesWithADoubleRecomputationOnPhotographs() throws Exception {
        ModelOptions bare = ModelOptions.of("imagenet").withPath(SharedMaterial.require("models/mobilenet_v2_100_224").toString());
        List<Picture> photographs = new ArrayList<>();
        try (Stream<Path> files = Files.list(SharedMaterial.require("images/street"))) {
            PictureReader reader = new PictureReader(ReadLimits.DEFAULT);
            for (Path file : files.filter(name -> name.toString().endsWith(".jpg")).sorted().limit(PICTURES).toList()) {
                photographs.add(reader.read(Files.readAllBytes(file)).pixels());
            }
        }
        try (TensorFlowEmbedder features = TensorFlowEmbedder.open(bare);
                TensorFlowEmbedder descriptors = TensorFlowEmbedder.open(bare.withHead("street"))) {
            assertSame(features, descriptors, photographs);
            assertThat(descriptors.space().metric()).isEqualTo(Metric.COSINE);
            assertThat(features.space().metric()).isEqualTo(Metric.L2);
        }
    }

    private static void assertSame(TensorFlowEmbedder features, TensorFlowEmbedder descriptors, List<Picture> pictures) throws Exception {
        List<float[]> raw = features.embed(pictures);
        List<float[]> described = descriptors.embed(pictures);
        for (int i = 0; i < pictures.size(); i++) {
            assertThat(described.get(i)).containsExactly(recomputed(raw.get(i)), within(1e-4f));
            double square = 0;
            for (float value : described.get(i)) {
                square += (double) value * value;
            }
            assertThat(square).isCloseTo(1, within(1e-5));
        }
    }

    /** Column by column, straight from the files. */
    private static float[] recomputed(float[] features) throws Exception {
        Path head = Path.of("src/main/resources/models/street_head_512");
        float[] mean = NpyArray.read(head.resolve("mean.npy")).values();
        float[] scale = NpyArray.read(head.resolve("scale.npy")).values();
        NpyArray projection = NpyArray.read(head.resolve("projection.npy"));
        int columns = projection.shape().get(1);
        double[] sums = new double[columns];
        double square = 0;
        for (int j = 0; j < columns; j++) {
            for (int i = 0; i < features.length; i++) {
                sums[j] += (Math.sqrt(Math.max(0.0, features[i])) - mean[i]) / scale[i] * projection.values()[i * columns + j];
            }
            square += sums[j] * sums[j];
        }
        float[] descriptor = new float[columns];
        for (int j = 0; j < columns; j++) {
            descriptor[j] = (float) (sums[j] / Math.sqrt(square));
        }
        return descriptor;
    }
}
