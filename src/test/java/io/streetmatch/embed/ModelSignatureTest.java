package io.streetmatch.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streetmatch.image.Picture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;

class ModelSignatureTest {

    @TempDir
    Path folder;

    @Test
    void takesTheSizeThatTheModelFixes() throws Exception {
        ModelSignature signature = read(TinyModel.taking(-1, 96, 96, 3).pixels("all", 96 * 96 * 3));
        assertThat(signature.inputSize(Optional.empty(), 224)).isEqualTo(new InputSize(96, 96));
        assertThat(signature.inputSize(Optional.of(96), 224)).isEqualTo(new InputSize(96, 96));
        assertThatThrownBy(() -> signature.inputSize(Optional.of(128), 224)).isInstanceOf(ModelException.class)
                .hasMessageContainingAll("model.size = 128", folder.toString(), "96 x 96", "pictures (float [-1, 96, 96, 3])",
                        "model.size = auto");
    }

    @Test
    void takesTheConfiguredSizeWhereTheModelLeavesItOpen() throws Exception {
        ModelSignature free = read(TinyModel.taking(-1, -1, -1, 3).pixels("all", 48));
        assertThat(free.inputSize(Optional.empty(), 224)).isEqualTo(new InputSize(224, 224));
        assertThat(free.inputSize(Optional.of(160), 224)).isEqualTo(new InputSize(160, 160));
        ModelSignature half = read(TinyModel.taking(-1, 64, -1, 3).pixels("all", 48));
        assertThat(half.inputSize(Optional.empty(), 224)).isEqualTo(new InputSize(64, 64));
        assertThatThrownBy(() -> half.inputSize(Optional.of(128), 224)).isInstanceOf(ModelException.class);
    }

    @Test
    void runsAModelThatIsWiderThanHigh() throws Exception {
        Path model = TinyModel.taking(-1, 2, 4, 3).pixels("all", 24).in(folder);
        Picture picture = Drawn.blocks(4, 2, 1);
        try (TensorFlowEmbedder embedder = TensorFlowEmbedder.open(ModelOptions.of(model.toString()).withPixels("0..255", "rgb"))) {
            float[] wanted = new float[24];
            for (int i = 0; i < wanted.length; i++) {
                wanted[i] = picture.rgb()[i] & 0xFF;
            }
            assertThat(embedder.embed(List.of(picture)).get(0)).isEqualTo(wanted);
            assertThat(embedder.prepare(Drawn.blocks(80, 80, 1)).width()).isEqualTo(4);
            assertThat(embedder.space().fingerprint()).contains("/4x2/");
        }
        assertThatThrownBy(() -> TensorFlowEmbedder.open(ModelOptions.of(model.toString()).withSize(32)))
                .isInstanceOf(ModelException.class).hasMessageContaining("4 x 2 pixels (width x height)");
    }

    @Test
    void refusesWhatIsNotABatchOfPictures() {
        for (TinyModel model : List.of(
                TinyModel.taking(-1, 4, 4, 1).echo("out", -1, 48),
                TinyModel.taking(-1, 3, 4, 4).echo("out", -1, 48),
                TinyModel.taking(-1, 48).echo("out", -1, 48),
                TinyModel.taking(1, 4, 4, 3).echo("out", 1, 48),
                TinyModel.taking(DataType.DT_UINT8, -1, 4, 4, 3).echo("out", -1, 48))) {
            assertThatThrownBy(() -> read(model)).isInstanceOf(ModelException.class)
                    .hasMessageContainingAll(folder.toString(), "pictures (", "Wanted is float [-1, H, W, 3]");
        }
        TinyModel two = TinyModel.taking(-1, 4, 4, 3).input("temperature", DataType.DT_FLOAT).pixels("all", 48);
        assertThatThrownBy(() -> read(two)).isInstanceOf(ModelException.class).hasMessageContainingAll("2 inputs", "temperature");
    }

    @Test
    void namesTheOutputsWhereOneMustBeChosen() throws Exception {
        ModelSignature signature = read(TinyModel.taking(-1, 4, 4, 3).pixels("first", 48).pixels("second", 48).echo("map", -1, 4, 4, 3));
        assertThat(signature.output(Optional.of("second")).vectorLength()).contains(48L);
        assertThatThrownBy(() -> signature.output(Optional.empty())).isInstanceOf(ModelException.class)
                .hasMessageContainingAll("first (float [-1, 48])", "second (float [-1, 48])", "map (float [-1, 4, 4, 3])", "model.output");
        assertThatThrownBy(() -> signature.output(Optional.of("third"))).isInstanceOf(ModelException.class)
                .hasMessageContainingAll("model.output = third", "first", "second", "map");
        assertThatThrownBy(() -> signature.output(Optional.of("map"))).isInstanceOf(ModelException.class)
                .hasMessageContainingAll("map (float [-1, 4, 4, 3])", "[-1, D]", "first");
    }

    @Test
    void readsAModelWhoseOnlySignatureHasAnotherName() throws Exception {
        Path model = TinyModel.taking(-1, 2, 2, 3).pixels("all", 12).in(folder, "image_feature_vector", "serve");
        try (TensorFlowEmbedder embedder = TensorFlowEmbedder.open(ModelOptions.of(model.toString()))) {
            assertThat(embedder.space().dimension()).isEqualTo(12);
        }
    }

    @Test
    void refusesWhatIsNoSavedModelForServing() throws Exception {
        TinyModel.taking(-1, 2, 2, 3).pixels("all", 12).in(folder, "serving_default", "train");
        assertThatThrownBy(() -> ModelSignature.read(folder)).isInstanceOf(ModelException.class)
                .hasMessageContainingAll("'serve'", "train");
        Files.writeString(folder.resolve("saved_model.pb"), "<html>Please log in</html>");
        assertThatThrownBy(() -> ModelSignature.read(folder)).isInstanceOf(ModelException.class)
                .hasMessageContainingAll(folder.resolve("saved_model.pb").toString(), "not a TensorFlow SavedModel");
    }

    private ModelSignature read(TinyModel model) throws Exception {
        return ModelSignature.read(model.in(folder));
    }
}
