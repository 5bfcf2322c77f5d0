package io.streetmatch.embed;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.VersionDef;

/** Real SavedModels of a few nodes: their output is the input, laid out as one row of numbers a picture. */
final class TinyModel {

    private static final int PRODUCER = 1_395;

    private final GraphDef.Builder graph = GraphDef.newBuilder().setVersions(VersionDef.newBuilder().setProducer(PRODUCER));
    private final SignatureDef.Builder signature = SignatureDef.newBuilder().setMethodName("tensorflow/serving/predict");

    private TinyModel() {}

    /** Takes pictures of this shape; -1 for a free dimension. */
    static TinyModel taking(long... shape) {
        return taking(DataType.DT_FLOAT, shape);
    }

    static TinyModel taking(DataType type, long... shape) {
        return new TinyModel().input("pictures", type, shape);
    }

    TinyModel input(String name, DataType type, long... shape) {
        graph.addNode(NodeDef.newBuilder().setName(name).setOp("Placeholder").putAttr("dtype", type(type))
                .putAttr("shape", AttrValue.newBuilder().setShape(shape(shape)).build()));
        signature.putInputs(name, info(name, type, shape));
        return this;
    }

    /** An output with all numbers of each picture, {@code [-1, floats]}. */
    TinyModel pixels(String name, int floats) {
        return node(name + "/rows", "Reshape", "pictures", constant(name + "/shape", -1, floats)).output(name, name + "/rows", -1, floats);
    }

    /** An output with the logarithm of them all: NaN for negative ones. */
    TinyModel logarithms(String name, int floats) {
        return pixels("all", floats).node(name + "/log", "Log", "all/rows").output(name, name + "/log", -1, floats).without("all");
    }

    /** An output with the input as it came. */
    TinyModel echo(String name, long... shape) {
        return node(name + "/same", "Identity", "pictures").output(name, name + "/same", shape);
    }

    /** Writes {@code saved_model.pb} into a new folder. */
    Path in(Path folder) throws IOException {
        return in(folder, "serving_default", "serve");
    }

    Path in(Path folder, String key, String tag) throws IOException {
        Files.createDirectories(folder);
        SavedModel model = SavedModel.newBuilder().setSavedModelSchemaVersion(1).addMetaGraphs(MetaGraphDef.newBuilder()
                .setMetaInfoDef(MetaGraphDef.MetaInfoDef.newBuilder().addTags(tag))
                .setGraphDef(graph).putSignatureDef(key, signature.build())).build();
        try (OutputStream out = Files.newOutputStream(folder.resolve(SavedModelArchive.MODEL_FILE))) {
            model.writeTo(out);
        }
        return folder;
    }

    private TinyModel output(String name, String node, long... shape) {
        signature.putOutputs(name, info(node, DataType.DT_FLOAT, shape));
        return this;
    }

    private TinyModel without(String output) {
        signature.removeOutputs(output);
        return this;
    }

    private TinyModel node(String name, String operation, String... inputs) {
        NodeDef.Builder node = NodeDef.newBuilder().setName(name).setOp(operation).addAllInput(List.of(inputs))
                .putAttr("T", type(DataType.DT_FLOAT));
        if (operation.equals("Reshape")) {
            node.putAttr("Tshape", type(DataType.DT_INT32));
        }
        graph.addNode(node);
        return this;
    }

    private String constant(String name, int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(values);
        TensorProto tensor = TensorProto.newBuilder().setDtype(DataType.DT_INT32).setTensorShape(shape(values.length))
                .setTensorContent(ByteString.copyFrom(bytes)).build();
        graph.addNode(NodeDef.newBuilder().setName(name).setOp("Const").putAttr("dtype", type(DataType.DT_INT32))
                .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build()));
        return name;
    }

    private static AttrValue type(DataType type) {
        return AttrValue.newBuilder().setType(type).build();
    }

    private static TensorInfo info(String node, DataType type, long... shape) {
        return TensorInfo.newBuilder().setName(node + ":0").setDtype(type).setTensorShape(shape(shape)).build();
    }

    private static TensorShapeProto shape(long... shape) {
        TensorShapeProto.Builder builder = TensorShapeProto.newBuilder();
        for (long size : shape) {
            builder.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
        }
        return builder.build();
    }
}
