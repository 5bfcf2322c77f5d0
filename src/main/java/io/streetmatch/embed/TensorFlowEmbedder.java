package io.streetmatch.embed;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import io.streetmatch.image.Picture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Runs a TensorFlow SavedModel through DJL. Safe for use by several threads: each call has a predictor of its own. */
public final class TensorFlowEmbedder implements Embedder {

    private final ModelSpec spec;
    private final ZooModel<NDList, NDList> model;
    private final InputTensors inputs;
    private final String device;
    private final EmbeddingSpace space;
    /** Runs of the model share it; closing waits for them, because a model that is freed while it runs takes the process down. */
    private final ReadWriteLock running = new ReentrantReadWriteLock();
    private boolean closed;

    private TensorFlowEmbedder(ModelSpec spec, ZooModel<NDList, NDList> model, String device) throws EmbeddingException {
        this.spec = spec;
        this.model = model;
        this.inputs = new InputTensors(spec);
        this.device = device;
        Picture black = Picture.ofRgb(spec.size().width(), spec.size().height(), new byte[spec.size().pixels() * InputTensors.CHANNELS]);
        int dimension = embed(List.of(black)).get(0).length;
        this.space = new EmbeddingSpace(spec.name(), spec.fingerprint(), dimension, spec.metric());
    }

    /**
     * Loads the model and runs it once; a download shows in the log.
     *
     * @throws ModelException when the model cannot be had, or model or device cannot be used
     */
    public static TensorFlowEmbedder open(ModelOptions options) throws ModelException {
        return open(options, new LoggedDownload());
    }

    /**
     * Loads the model and runs it once.
     *
     * @param listener told how a download goes, should one be needed
     * @throws ModelException when the model cannot be had, or model or device cannot be used
     */
    public static TensorFlowEmbedder open(ModelOptions options, DownloadListener listener) throws ModelException {
        ModelSpec spec = ModelStore.find(options, listener);
        TensorFlowNatives.prepare();
        int gpus = options.device().equals("cpu") ? 0 : gpus();
        if (options.device().equals("gpu") && gpus == 0) {
            throw new ModelException("model.device = gpu, but TensorFlow sees no GPU. Build with 'mvn -Pgpu package', check the NVIDIA"
                    + " driver with nvidia-smi, or set model.device = auto.");
        }
        return gpus == 0
                ? open(spec, Device.cpu(), "CPU, %d cores".formatted(Runtime.getRuntime().availableProcessors()), "")
                : openOnGpu(spec, options.device(), gpus);
    }

    /** On the first GPU; what fails there fails the start, rather than going on slowly without a word. */
    static TensorFlowEmbedder openOnGpu(ModelSpec spec, String wanted, int gpus) throws ModelException {
        return open(spec, Device.gpu(0), "GPU 0 of " + gpus, (" model.device = %s chose that GPU: look with nvidia-smi whether its memory"
                + " is free and its driver new enough for CUDA 12, or set model.device = cpu.").formatted(wanted));
    }

    private static int gpus() throws ModelException {
        try {
            return Engine.getEngine("TensorFlow").getGpuCount();
        } catch (EngineException e) {
            throw new ModelException("TensorFlow cannot be loaded: %s.".formatted(e.getMessage()), e);
        }
    }

    private static TensorFlowEmbedder open(ModelSpec spec, Device device, String name, String wayOut) throws ModelException {
        ZooModel<NDList, NDList> model;
        try {
            model = Criteria.builder()
                    .setTypes(NDList.class, NDList.class)
                    .optEngine("TensorFlow")
                    .optDevice(device)
                    .optModelPath(spec.folder())
                    .optOption("SignatureDefKey", spec.signature())
                    .optTranslator(new NoopTranslator())
                    .build()
                    .loadModel();
        } catch (IOException | ModelNotFoundException | MalformedModelException | RuntimeException e) {
            throw new ModelException("The model in %s cannot be loaded: %s.%s".formatted(spec.folder(), e.getMessage(), wayOut), e);
        }
        try {
            return new TensorFlowEmbedder(spec, model, name);
        } catch (EmbeddingException e) {
            model.close();
            throw new ModelException("The model in %s does not run on %s: %s%s".formatted(spec.folder(), name, e.getMessage(), wayOut), e);
        }
    }

    @Override
    public EmbeddingSpace space() {
        return space;
    }

    @Override
    public int inputSide() {
        return spec.size().largerSide();
    }

    @Override
    public String device() {
        return device;
    }

    @Override
    public Picture prepare(Picture picture) {
        return picture.resized(spec.size().width(), spec.size().height());
    }

    @Override
    public List<float[]> embed(List<Picture> pictures) throws EmbeddingException {
        if (pictures.isEmpty()) {
            return List.of();
        }
        running.readLock().lock();
        try {
            if (closed) {
                throw new EmbeddingException("The model '%s' has been closed.".formatted(spec.name()));
            }
            return run(pictures);
        } finally {
            running.readLock().unlock();
        }
    }

    @Override
    public void close() {
        running.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                model.close();
            }
        } finally {
            running.writeLock().unlock();
        }
    }

    private List<float[]> run(List<Picture> pictures) throws EmbeddingException {
        try (NDManager manager = model.getNDManager().newSubManager();
                Predictor<NDList, NDList> predictor = model.newPredictor()) {
            Shape shape = new Shape(pictures.size(), spec.size().height(), spec.size().width(), InputTensors.CHANNELS);
            NDArray input = inputs.with(pictures, numbers -> manager.create(numbers, shape, DataType.FLOAT32));
            NDArray output = chosen(predictor.predict(new NDList(input)));
            if (output.getShape().dimension() != 2 || output.getShape().get(0) != pictures.size()) {
                throw new EmbeddingException(("The model's output '%s' has the shape %s, wanted is (%d, D): one vector a picture. Set"
                        + " model.output.").formatted(spec.output(), output.getShape(), pictures.size()));
            }
            return embeddings(output.toFloatArray(), pictures.size());
        } catch (TranslateException | RuntimeException e) {
            throw new EmbeddingException("The model '%s' cannot be run on %d pictures of %s pixels: %s"
                    .formatted(spec.name(), pictures.size(), spec.size(), e.getMessage()), e);
        }
    }

    private NDArray chosen(NDList outputs) throws EmbeddingException {
        return outputs.stream().filter(output -> spec.output().equals(output.getName())).findFirst()
                .orElseThrow(() -> new EmbeddingException("The model did not give its output '%s'.".formatted(spec.output())));
    }

    private List<float[]> embeddings(float[] all, int count) throws EmbeddingException {
        int length = all.length / count;
        List<float[]> embeddings = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            float[] features = Arrays.copyOfRange(all, i * length, (i + 1) * length);
            requireFinite(features);
            float[] embedding = spec.head().isPresent() ? described(spec.head().get(), features) : features;
            if (spec.normalize()) {
                normalize(embedding);
            }
            embeddings.add(embedding);
        }
        return embeddings;
    }

    private static float[] described(DescriptorHead head, float[] features) throws EmbeddingException {
        if (features.length != head.inputSize()) {
            throw new EmbeddingException("The model gives %d floats and model.head takes %d. Choose another head, another model.output, or"
                    .formatted(features.length, head.inputSize()) + " model.head = none.");
        }
        return head.apply(features);
    }

    private static void requireFinite(float[] values) throws EmbeddingException {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new EmbeddingException("The model gave numbers that are not finite.");
            }
        }
    }

    private static void normalize(float[] values) {
        double square = 0;
        for (float value : values) {
            square += (double) value * value;
        }
        float scale = square > 0 ? (float) (1 / Math.sqrt(square)) : 1;
        for (int j = 0; j < values.length; j++) {
            values[j] *= scale;
        }
    }
}
