package io.streetmatch.embed;

import io.streetmatch.image.Picture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * Makes the numbers that a model takes for a batch of pictures: {@code [N, H, W, 3]}. Safe for use by several threads.
 *
 * <p>Their memory, outside the Java heap, is kept from call to call: Java clears new memory there slowly; a profile had the
 * clearing well above the filling.
 */
final class InputTensors {

    static final int CHANNELS = 3;

    /** Longer ones are rare, and memory that is never given back (bytes). */
    private static final int LONGEST_KEPT = 64 << 20;

    private final ModelSpec spec;
    /** Free at the moment; never more than there were calls at the same time. */
    private final Queue<ByteBuffer> kept = new ConcurrentLinkedQueue<>();

    InputTensors(ModelSpec spec) {
        this.spec = spec;
    }

    /**
     * Gives all pictures, each brought to the model's size, one behind the other, to whoever reads them at once: as bytes, because DJL
     * copies direct ones straight to TensorFlow, and anything else to new memory first.
     *
     * @param reader must not keep the buffer
     */
    <T> T with(List<Picture> pictures, Function<ByteBuffer, T> reader) {
        ByteBuffer numbers = room(Math.multiplyExact(pictures.size(), spec.size().pixels() * CHANNELS * Float.BYTES));
        try {
            fill(numbers.asFloatBuffer(), pictures);
            return reader.apply(numbers);
        } finally {
            if (numbers.capacity() <= LONGEST_KEPT) {
                kept.add(numbers);
            }
        }
    }

    private ByteBuffer room(int length) {
        ByteBuffer last = kept.poll();
        if (last != null && last.capacity() >= length) {
            return last.clear().limit(length);
        }
        return ByteBuffer.allocateDirect(length).order(ByteOrder.nativeOrder());
    }

    private void fill(FloatBuffer floats, List<Picture> pictures) {
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
    }
}
