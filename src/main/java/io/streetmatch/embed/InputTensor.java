package io.streetmatch.embed;

import io.streetmatch.image.Picture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/** The numbers that a model takes for a batch of pictures: {@code [N, H, W, 3]}. */
final class InputTensor {

    static final int CHANNELS = 3;

    private InputTensor() {}

    /** All pictures, each brought to the model's size, one behind the other; outside the Java heap. */
    static FloatBuffer of(List<Picture> pictures, ModelSpec spec) {
        FloatBuffer floats = ByteBuffer.allocateDirect(Math.multiplyExact(pictures.size(), spec.size().pixels() * CHANNELS * Float.BYTES))
                .order(ByteOrder.nativeOrder()).asFloatBuffer();
        float[] row = new float[spec.size().width() * CHANNELS];
        int first = spec.bgr() ? 2 : 0;
        for (Picture picture : pictures) {
            byte[] rgb = picture.resized(spec.size().width(), spec.size().height()).rgb();
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
}
