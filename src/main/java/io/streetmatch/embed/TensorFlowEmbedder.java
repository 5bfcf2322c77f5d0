package io.streetmatch.embed;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.engine.Engine;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import io.streetmatch.image.Picture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Runs a TensorFlow SavedModel through DJL. Safe for use by several threads: each call has a predictor of its own. */
public final class TensorFlowEmbedder implements Embedder {

    private static final int CHANNELS = 3;

    private final ModelSpec spec;
    private final ZooModel<NDList, NDList> model;
    private final String device;
    private final EmbeddingSpace space;

    private TensorFlowEmbedder(ModelSpec spec, ZooModel<NDList, NDList> model, String device) throws ModelException {
        this.spec = spec;
        this.model = model;
        this.device = device;
        this.space = new EmbeddingSpace(spec.name(), spec.fingerprint(), warmUp(), spec.metric());
    }

    /**
     * Loads the model and runs it once.
     *
     * @throws ModelException when the model or the device cannot be used
     */
    public static TensorFlowEmbedder open(ModelOptions options) throws ModelException {
        ModelSpec spec = ModelStore.find(options);
        TensorFlowNatives.prepare();
        Engine engine = Engine.getEngine("TensorFlow");
        int gpus = options.device().equals("cpu") ? 0 : engine.getGpuCount();
        if (options.device().equals("gpu") && gpus == 0) {
            throw new ModelException("model.device = gpu, but TensorFlow sees no GPU. Build with 'mvn -Pgpu package', check the NVIDIA driver"
                    + " with nvidia-smi, or set model.device = auto.");
        }
        Device device = gpus > 0 ? Device.gpu(0) : Device.cpu();
        String name = gpus > 0 ? "GPU 0 of " + gpus : "CPU, %d cores".formatted(Runtime.getRuntime().availableProcessors());
        ZooModel<NDList, NDList> model = load(spec, device);
        try {
            return new TensorFlowEmbedder(spec, model, name);
        } catch (ModelException e) {
            model.close();
            throw e;
        }
    }

    private static ZooModel<NDList, NDList> load(ModelSpec spec, Device device) throws ModelException {
        try {
            return Criteria.builder()
                    .setTypes(NDList.class, NDList.class)
                    .optEngine("TensorFlow")
                    .optDevice(device)
                    .optModelPath(spec.folder())
                    .optTranslator(new NoopTranslator())
                    .build()
                    .loadModel();
        } catch (IOException | ModelNotFoundException | MalformedModelException e) {
            throw new ModelException("The model in %s cannot be loaded: %s.".formatted(spec.folder(), e.getMessage()), e);
        }
    }

    @Override
    public EmbeddingSpace space() {
        return space;
    }

    @Override
    public String device() {
        return device;
    }

    @Override
    public Picture prepare(Picture picture) {
        return picture.resized(spec.size(), spec.size());
    }

    @Override
    public List<float[]> embed(List<Picture> pictures) throws EmbeddingException {
        try (NDManager manager = model.getNDManager().newSubManager();
                Predictor<NDList, NDList> predictor = model.newPredictor()) {
            NDArray input = manager.create(pixels(pictures), new Shape(pictures.size(), spec.size(), spec.size(), CHANNELS));
            NDArray output = chosen(predictor.predict(new NDList(input)));
            if (output.getShape().dimension() != 2 || output.getShape().get(0) != pictures.size()) {
                throw new EmbeddingException("The model's output has the shape %s, wanted is (%d, D): one vector a picture. Set model.output."
                        .formatted(output.getShape(), pictures.size()));
            }
            return rows(output.toFloatArray(), pictures.size());
        } catch (TranslateException | RuntimeException e) {
            throw new EmbeddingException("The model '%s' cannot be run on %d pictures of %d x %d pixels: %s"
                    .formatted(spec.name(), pictures.size(), spec.size(), spec.size(), e.getMessage()), e);
        }
    }

    @Override
    public void close() {
        model.close();
    }

    private int warmUp() throws ModelException {
        Picture black = Picture.ofRgb(spec.size(), spec.size(), new byte[spec.size() * spec.size() * CHANNELS]);
        try {
            return embed(List.of(black)).get(0).length;
        } catch (EmbeddingException e) {
            throw new ModelException("The model in %s does not run: %s".formatted(spec.folder(), e.getMessage()), e);
        }
    }

    private FloatBuffer pixels(List<Picture> pictures) {
        FloatBuffer floats = ByteBuffer.allocateDirect(pictures.size() * spec.size() * spec.size() * CHANNELS * Float.BYTES)
                .order(ByteOrder.nativeOrder()).asFloatBuffer();
        float[] row = new float[spec.size() * CHANNELS];
        int first = spec.bgr() ? 2 : 0;
        for (Picture picture : pictures) {
            byte[] rgb = prepare(picture).rgb();
            for (int at = 0; at < rgb.length; at += row.length) {
                for (int i = 0; i < row.length; i += CHANNELS) {
                    row[i] = spec.range().of(rgb[at + i + first]);
                    row[i + 1] = spec.range().of(rgb[at + i + 1]);
                    row[i + 2] = spec.range().of(rgb[at + i + 2 - first]);
                }
                floats.put(row);
            }
        }
        return floats.rewind();
    }

    private NDArray chosen(NDList outputs) throws EmbeddingException {
        Optional<NDArray> found = spec.output().isEmpty() && outputs.size() == 1
                ? Optional.of(outputs.get(0))
                : outputs.stream().filter(output -> spec.output().equals(Optional.of(output.getName()))).findFirst();
        return found.orElseThrow(() -> new EmbeddingException("The model has the outputs %s; name one of them with model.output."
                .formatted(outputs.stream().map(NDArray::getName).collect(Collectors.joining(", ")))));
    }

    private List<float[]> rows(float[] all, int count) throws EmbeddingException {
        int dimension = all.length / count;
        List<float[]> rows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            float[] row = new float[dimension];
            System.arraycopy(all, i * dimension, row, 0, dimension);
            double square = 0;
            for (float value : row) {
                square += (double) value * value;
            }
            if (!Double.isFinite(square)) {
                throw new EmbeddingException("The model gave numbers that are not finite.");
            }
            if (spec.normalize() && square > 0) {
                float scale = (float) (1 / Math.sqrt(square));
                for (int j = 0; j < dimension; j++) {
                    row[j] *= scale;
                }
            }
            rows.add(row);
        }
        return rows;
    }
}
