package io.streetmatch.index;

import io.streetmatch.embed.EmbeddingSpace;
import io.streetmatch.embed.Metric;
import io.streetmatch.image.GeoLocation;
import io.streetmatch.image.ImageId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Spaces, pictures and vectors for tests; the same every time. */
public final class Samples {

    public static final int DIMENSION = 8;
    public static final String RECIPE = "none";

    private Samples() {}

    public static EmbeddingSpace space(Metric metric) {
        return space(DIMENSION, metric);
    }

    public static EmbeddingSpace space(int dimension, Metric metric) {
        return new EmbeddingSpace("street", "f00d", dimension, metric);
    }

    public static ImageId id(String name) {
        return ImageId.of(name.getBytes(StandardCharsets.UTF_8));
    }

    public static SourcePicture picture(String name) {
        return new SourcePicture(id(name), name, "archive/2026-11-24/" + name, 640, 480, 12_345, Instant.parse("2026-11-24T08:09:10.123456789Z"),
                Optional.of(new GeoLocation(48.2, -16.37)));
    }

    public static IndexEntry entry(String name, float... vector) {
        return IndexEntry.original(picture(name), RECIPE, vector);
    }

    public static IndexEntry variant(String name, String variant, float... vector) {
        return new IndexEntry(picture(name), variant, "Rotate(angle=" + variant + ")", RECIPE, vector);
    }

    /** Numbered entries with random vectors. */
    public static List<IndexEntry> random(int count, int dimension, long seed) {
        Random random = new Random(seed);
        List<IndexEntry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(entry("picture-" + seed + "-" + i, vector(dimension, random)));
        }
        return entries;
    }

    public static float[] vector(int dimension, Random random) {
        float[] vector = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return vector;
    }
}
