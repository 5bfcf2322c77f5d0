package io.streetmatch.embed;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * An input or output of a model, as its signature describes it.
 *
 * @param name its key in the signature
 * @param type of its numbers
 * @param shape its dimensions, -1 where any size will do; absent when the model does not say how many there are
 */
record TensorSpec(String name, DataType type, Optional<List<Long>> shape) {

    static TensorSpec of(String name, TensorInfo info) {
        TensorShapeProto shape = info.getTensorShape();
        return new TensorSpec(name, info.getDtype(), shape.getUnknownRank()
                ? Optional.empty()
                : Optional.of(shape.getDimList().stream().map(TensorShapeProto.Dim::getSize).toList()));
    }

    boolean isFloat() {
        return type == DataType.DT_FLOAT;
    }

    /** Whether it is a matrix with one row a picture; a shape that the model leaves open may be one. */
    boolean mayBeVectors() {
        return isFloat() && shape.map(dimensions -> dimensions.size() == 2).orElse(true);
    }

    /** Floats for each picture, where the model says it. */
    Optional<Long> vectorLength() {
        return shape.filter(dimensions -> dimensions.size() == 2).map(dimensions -> dimensions.get(1)).filter(length -> length > 0);
    }

    /** For people: {@code inputs (float [-1, 224, 224, 3])}. */
    @Override
    public String toString() {
        String numbers = type.name().replaceFirst("DT_", "").toLowerCase(Locale.ROOT);
        return "%s (%s %s)".formatted(name, numbers, shape.map(List::toString).orElse("of any shape"));
    }
}
