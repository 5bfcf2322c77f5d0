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
 * <p>Their memory, outside the Java heap, is kept from call to call: Java clears new memory there byte by byte, which takes as long as
 * filling it.
 */
final class InputTensors {

    static final int CHANNELS = 3;

    /** Longer ones are rare, and memory that is never given back (floats). */
    private static final int LONGEST_KEPT = 16 << 20;

    private final ModelSpec spec;
    /** Free at the moment; never more than there were calls at the same time. */
    private final Queue<FloatBuffer> kept = new ConcurrentLinkedQueue<>();

    InputTensors(ModelSpec spec) {
        this.spec = spec;
    }

    /**
     * Gives all pictures, each brought to the model's size, one behind the other, to whoever reads them at once.
     *
     * @param reader must not keep the buffer
     */
    <T> T with(List<Picture> pictures, Function<FloatBuffer, T> reader) {
        FloatBuffer floats = room(Math.multiplyExact(pictures.size(), spec.size().pixels() * CHANNELS));
        try {
            fill(floats, pictures);
            return reader.apply(floats);
        } finally {
            if (floats.capacity() <= LONGEST_KEPT) {
                kept.add(floats);
            }
        }
    }

    private FloatBuffer room(int length) {
        FloatBuffer last = kept.poll();
        if (last != null && last.capacity() >= length) {
            return last.clear().limit(length);
        }
        return ByteBuffer.allocateDirect(Math.multiplyExact(length, Float.BYTES)).order(ByteOrder.nativeOrder()).asFloatBuffer();
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
        floats.rewind();
    }
}
