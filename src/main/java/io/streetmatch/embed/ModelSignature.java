package io.streetmatch.embed;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * What a SavedModel says of its own inputs and outputs, read from {@code saved_model.pb} before TensorFlow loads it.
 *
 * @param folder where the model lies, for messages
 * @param key name of the signature
 * @param input the picture input: float, {@code [-1, H, W, 3]}, H and W may be free (-1)
 * @param outputs all outputs, by name
 */
record ModelSignature(Path folder, String key, TensorSpec input, List<TensorSpec> outputs) {

    private static final String TAG = "serve";
    /** What TF 2 and TF 1 export when nobody says otherwise. */
    private static final List<String> USUAL_KEYS = List.of("serving_default", "default");
    private static final int HEIGHT = 1;
    private static final int WIDTH = 2;
    private static final int RANK = 4;
    private static final long CHANNELS = 3;
    private static final long FREE = -1;
    private static final int LARGEST_SIDE = 8_192;

    /**
     * Reads the signature of the model in this folder.
     *
     * @throws ModelException when it is no SavedModel, or does not take batches of pictures
     * @throws IOException when it cannot be read
     */
    static ModelSignature read(Path folder) throws ModelException, IOException {
        Path file = folder.resolve(SavedModelArchive.MODEL_FILE);
        MetaGraphDef graph = graph(file);
        Map<String, SignatureDef> signatures = graph.getSignatureDefMap().entrySet().stream()
                .filter(entry -> !entry.getValue().getInputsMap().isEmpty() && !entry.getValue().getOutputsMap().isEmpty())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        String key = USUAL_KEYS.stream().filter(signatures::containsKey).findFirst()
                .or(() -> signatures.size() == 1 ? signatures.keySet().stream().findFirst() : Optional.empty())
                .orElseThrow(() -> new ModelException("%s has no signature %s; it has %s. Export the model with a signature of that name."
                        .formatted(file, String.join(" or ", USUAL_KEYS), signatures.keySet().stream().sorted().toList())));
        List<TensorSpec> inputs = specs(signatures.get(key).getInputsMap());
        if (inputs.size() != 1) {
            throw new ModelException("%s takes %d inputs: %s. Wanted is one: float [-1, H, W, 3], a batch of pictures."
                    .formatted(file, inputs.size(), names(inputs)));
        }
        requirePictures(file, inputs.get(0));
        return new ModelSignature(folder, key, inputs.get(0), specs(signatures.get(key).getOutputsMap()));
    }

    /**
     * The size of the pictures that the model takes.
     *
     * @param wanted side of the square that the configuration asks for
     * @param usual side where neither the model nor the configuration says
     * @throws ModelException when the configuration contradicts the model
     */
    InputSize inputSize(Optional<Integer> wanted, int usual) throws ModelException {
        Optional<Integer> height = fixed(HEIGHT);
        Optional<Integer> width = fixed(WIDTH);
        int side = wanted.or(() -> height).or(() -> width).orElse(usual);
        InputSize size = new InputSize(width.orElse(side), height.orElse(side));
        if (wanted.isPresent() && (size.width() != side || size.height() != side)) {
            throw new ModelException(("model.size = %d, but the model in %s takes pictures of %s pixels (width x height) only: %s."
                    + " Set model.size = auto.").formatted(side, folder, size, input));
        }
        return size;
    }

    /**
     * The output that holds the embeddings.
     *
     * @param wanted its name, where the configuration or the model's defaults say it
     * @throws ModelException when there is none of this name, several and no name, or it cannot be one vector a picture
     */
    TensorSpec output(Optional<String> wanted) throws ModelException {
        if (wanted.isEmpty() && outputs.size() > 1) {
            throw new ModelException("The model in %s has %d outputs: %s. Name one of them with model.output."
                    .formatted(folder, outputs.size(), names(outputs)));
        }
        TensorSpec output = wanted.isEmpty() ? outputs.get(0) : outputs.stream()
                .filter(candidate -> candidate.name().equals(wanted.get())).findFirst()
                .orElseThrow(() -> new ModelException("model.output = %s, but the model in %s has the outputs: %s. Name one of them."
                        .formatted(wanted.get(), folder, names(outputs))));
        if (!output.mayBeVectors()) {
            throw new ModelException("The output %s of the model in %s is not one vector a picture; wanted is float [-1, D].%s".formatted(
                    output, folder, outputs.size() > 1 ? " Name another with model.output; there are: " + names(outputs) + "." : ""));
        }
        return output;
    }

    private Optional<Integer> fixed(int dimension) {
        return input.shape().map(shape -> shape.get(dimension)).filter(size -> size != FREE).map(Long::intValue);
    }

    private static MetaGraphDef graph(Path file) throws ModelException, IOException {
        SavedModel model;
        try (InputStream in = Files.newInputStream(file)) {
            model = SavedModel.parseFrom(in);
        } catch (InvalidProtocolBufferException e) {
            throw new ModelException(("%s is not a TensorFlow SavedModel (%s). A frozen graph, a Keras or a TFLite file must be exported as"
                    + " a SavedModel first.").formatted(file, e.getMessage()), e);
        }
        return model.getMetaGraphsList().stream().filter(graph -> graph.getMetaInfoDef().getTagsList().contains(TAG)).findFirst()
                .orElseThrow(() -> new ModelException("%s has no graph for the tag '%s', only %s. Export it for serving.".formatted(file,
                        TAG, model.getMetaGraphsList().stream().map(graph -> graph.getMetaInfoDef().getTagsList()).toList())));
    }

    private static void requirePictures(Path file, TensorSpec input) throws ModelException {
        List<Long> shape = input.shape().orElse(List.of());
        boolean pictures = input.isFloat() && shape.size() == RANK && shape.get(0) == FREE && isSide(shape.get(HEIGHT))
                && isSide(shape.get(WIDTH)) && (shape.get(RANK - 1) == CHANNELS || shape.get(RANK - 1) == FREE);
        if (!pictures) {
            throw new ModelException(("%s takes %s. Wanted is float [-1, H, W, 3]: batches of any number of pictures, rows first, three"
                    + " channels last.").formatted(file, input));
        }
    }

    private static boolean isSide(long size) {
        return size == FREE || size >= 1 && size <= LARGEST_SIDE;
    }

    private static List<TensorSpec> specs(Map<String, TensorInfo> tensors) {
        List<TensorSpec> specs = new ArrayList<>();
        tensors.forEach((name, info) -> specs.add(TensorSpec.of(name, info)));
        specs.sort(Comparator.comparing(TensorSpec::name));
        return List.copyOf(specs);
    }

    private static String names(List<TensorSpec> specs) {
        return specs.stream().map(TensorSpec::toString).collect(Collectors.joining(", "));
    }
}
