package io.streetmatch.transfer;

import io.streetmatch.embed.EmbeddingSpace;
import io.streetmatch.embed.Metric;
import io.streetmatch.image.GeoLocation;
import io.streetmatch.image.ImageId;
import io.streetmatch.index.IndexEntry;
import io.streetmatch.index.SourcePicture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** Collections for tests, the same every time: every second picture has a variant, every third a place, names of many scripts. */
public final class CollectionSamples {

    private static final List<String> NAMES = List.of("Zürich/улица %d.jpg", "東京/😀 %d.png", "plain-%d.jpg", "\"quoted\" \n\u2028 %d.jpg");

    private CollectionSamples() {}

    /** A space of this many dimensions. */
    public static EmbeddingSpace space(int dimension) {
        return new EmbeddingSpace("street", "f00d", dimension, Metric.COSINE);
    }

    /** The entries of so many pictures, made one after the other; vectors have length 1. */
    public static Stream<IndexEntry> entries(int pictures, int dimension) {
        return Stream.iterate(0, number -> number < pictures, number -> number + 1).flatMap(number -> entriesOf(number, dimension).stream());
    }

    private static List<IndexEntry> entriesOf(int number, int dimension) {
        Random random = new Random(number);
        String name = NAMES.get(number % NAMES.size()).formatted(number);
        SourcePicture source = new SourcePicture(ImageId.of(name.getBytes(StandardCharsets.UTF_8)), name, "archive/2026-11-25/" + name, 640 + number,
                480, 12_345 + number, Instant.parse("2026-11-25T08:09:10Z").plusNanos(number * 1_000_001L),
                number % 3 == 0 ? Optional.of(new GeoLocation(90 * random.nextDouble(), -180 * random.nextDouble())) : Optional.empty());
        List<IndexEntry> entries = new ArrayList<>();
        entries.add(IndexEntry.original(source, "1a2b3c", vector(dimension, random)));
        if (number % 2 == 0) {
            entries.add(new IndexEntry(source, "rotated_0", "Rotate(angle=-7.3°)", "1a2b3c", vector(dimension, random)));
        }
        return entries;
    }

    private static float[] vector(int dimension, Random random) {
        float[] vector = new float[dimension];
        double squared = 0;
        for (int i = 0; i < dimension; i++) {
            vector[i] = (float) random.nextGaussian();
            squared += (double) vector[i] * vector[i];
        }
        for (int i = 0; i < dimension; i++) {
            vector[i] = (float) (vector[i] / Math.sqrt(squared));
        }
        return vector;
    }

    /** The file of a collection. */
    public static byte[] file(int pictures, int dimension) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        write(pictures, dimension, bytes);
        return bytes.toByteArray();
    }

    /** Writes a collection, holding one picture at a time. */
    public static CollectionCounts write(int pictures, int dimension, OutputStream out) throws IOException {
        CollectionWriter writer = new CollectionWriter(out, new CollectionHeader(space(dimension), 0, Instant.parse("2026-11-25T00:00:00Z")));
        for (var entries = entries(pictures, dimension).iterator(); entries.hasNext(); ) {
            writer.write(entries.next());
        }
        return writer.finish();
    }
}
