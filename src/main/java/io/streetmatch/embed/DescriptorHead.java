package io.streetmatch.embed;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A learnt linear map behind a model: fewer floats, and those that tell pictures apart.
 *
 * <p>{@code d = normalise(((sqrt(max(f, 0)) - mean) / scale) @ projection)} for the model's output {@code f}; the square root is the
 * Hellinger map for non-negative features. Immutable, therefore safe for use by several threads.
 */
public final class DescriptorHead {

    private static final String SHIPPED = "models/street_head_512/";
    private static final String MEAN = "mean.npy";
    private static final String SCALE = "scale.npy";
    private static final String PROJECTION = "projection.npy";

    private final float[] mean;
    private final float[] scale;
    private final float[] projection;
    private final int outputSize;
    private final String sha256;

    private DescriptorHead(float[] mean, float[] scale, float[] projection) {
        this.mean = mean;
        this.scale = scale;
        this.projection = projection;
        this.outputSize = projection.length / mean.length;
        this.sha256 = Sha256.of(mean, scale, projection);
    }

    /**
     * A head of these numbers, which are copied.
     *
     * @param mean of the square roots, one for each float of the model's output
     * @param scale their spread, as many, all above 0
     * @param projection {@code mean.length} rows of equal length, row by row
     * @throws IllegalArgumentException when the sizes do not fit together, a number is not finite or a scale not above 0
     */
    public static DescriptorHead of(float[] mean, float[] scale, float[] projection) {
        if (mean.length == 0 || scale.length != mean.length || projection.length == 0 || projection.length % mean.length != 0) {
            throw new IllegalArgumentException("%d means, %d scales and %d numbers of a projection do not fit together"
                    .formatted(mean.length, scale.length, projection.length));
        }
        requireNumbers(MEAN, mean, Float.NEGATIVE_INFINITY);
        requireNumbers(SCALE, scale, 0);
        requireNumbers(PROJECTION, projection, Float.NEGATIVE_INFINITY);
        return new DescriptorHead(mean.clone(), scale.clone(), projection.clone());
    }

    /**
     * Reads {@code mean.npy} [n], {@code scale.npy} [n] and {@code projection.npy} [n, d] from a folder.
     *
     * @throws ModelException when one is missing, damaged, or does not fit the others
     */
    public static DescriptorHead load(Path folder) throws ModelException {
        try {
            for (String name : List.of(MEAN, SCALE, PROJECTION)) {
                if (!Files.isRegularFile(folder.resolve(name))) {
                    throw new ModelException("model.head = %s: there is no %s in %s. Allowed: none, street, or a folder with %s, %s and %s."
                            .formatted(folder, name, folder.toAbsolutePath(), MEAN, SCALE, PROJECTION));
                }
            }
            return of(NpyArray.read(folder.resolve(MEAN)), NpyArray.read(folder.resolve(SCALE)), NpyArray.read(folder.resolve(PROJECTION)));
        } catch (IOException | IllegalArgumentException e) {
            throw new ModelException("The head in %s cannot be used: %s. Choose another with model.head, or none."
                    .formatted(folder, e.getMessage()), e);
        }
    }

    /**
     * The head that ships with the program, for the 1280 floats of the ImageNet model.
     *
     * @throws ModelException when the program was not built completely
     */
    public static DescriptorHead street() throws ModelException {
        try {
            return of(shipped(MEAN), shipped(SCALE), shipped(PROJECTION));
        } catch (IOException e) {
            throw new ModelException(e.getMessage(), e);
        }
    }

    private static NpyArray shipped(String name) throws IOException {
        try (InputStream in = DescriptorHead.class.getClassLoader().getResourceAsStream(SHIPPED + name)) {
            if (in == null) {
                throw new IOException(SHIPPED + name + " is not on the class path; build the program again");
            }
            return NpyArray.parse(SHIPPED + name, in.readAllBytes());
        }
    }

    private static DescriptorHead of(NpyArray mean, NpyArray scale, NpyArray projection) {
        if (mean.shape().size() != 1 || !scale.shape().equals(mean.shape()) || projection.shape().size() != 2
                || !projection.shape().get(0).equals(mean.shape().get(0))) {
            throw new IllegalArgumentException("the shapes %s, %s, %s of %s, %s and %s do not fit together; wanted are [n], [n], [n, d]"
                    .formatted(mean.shape(), scale.shape(), projection.shape(), MEAN, SCALE, PROJECTION));
        }
        return of(mean.values(), scale.values(), projection.values());
    }

    /** Floats that it takes. */
    public int inputSize() {
        return mean.length;
    }

    /** Floats that it gives. */
    public int outputSize() {
        return outputSize;
    }

    /** SHA-256 of its numbers, in hexadecimal: the same for the same head, wherever it lies. */
    public String sha256() {
        return sha256;
    }

    /**
     * The descriptor of an output of the model.
     *
     * @param features {@link #inputSize()} finite floats
     * @return {@link #outputSize()} floats of length 1; all 0 in the one case that has no direction
     */
    public float[] apply(float[] features) {
        if (features.length != mean.length) {
            throw new IllegalArgumentException("the head takes %d floats, not %d".formatted(mean.length, features.length));
        }
        double[] sums = new double[outputSize];
        for (int i = 0; i < mean.length; i++) {
            double value = (Math.sqrt(Math.max(features[i], 0)) - mean[i]) / scale[i];
            // Row by row, as it lies in memory.
            int row = i * outputSize;
            for (int j = 0; j < outputSize; j++) {
                sums[j] += value * projection[row + j];
            }
        }
        double square = 0;
        for (double sum : sums) {
            square += sum * sum;
        }
        double factor = square > 0 ? 1 / Math.sqrt(square) : 0;
        float[] descriptor = new float[outputSize];
        for (int j = 0; j < outputSize; j++) {
            descriptor[j] = (float) (sums[j] * factor);
        }
        return descriptor;
    }

    /**
     * Writes the three files that {@link #load} reads; the folder appears complete or not at all.
     *
     * @param folder must not exist, or be empty: no head is ever overwritten
     * @throws IOException when it exists with something in it, or cannot be written
     */
    public void save(Path folder) throws IOException {
        save(folder, Map.of());
    }

    /**
     * The same with texts beside the three files.
     *
     * @param texts by the names of their files
     */
    public void save(Path folder, Map<String, String> texts) throws IOException {
        try (FreshFolder fresh = new FreshFolder(folder)) {
            new NpyArray(List.of(mean.length), mean).write(fresh.path().resolve(MEAN));
            new NpyArray(List.of(mean.length), scale).write(fresh.path().resolve(SCALE));
            new NpyArray(List.of(mean.length, outputSize), projection).write(fresh.path().resolve(PROJECTION));
            for (Map.Entry<String, String> text : texts.entrySet()) {
                Files.writeString(fresh.path().resolve(text.getKey()), text.getValue());
            }
            fresh.publish(fresh.path());
        }
    }

    /**
     * Makes sure that a head can be saved there.
     *
     * @throws IOException when something is in the way
     */
    public static void requireFree(Path folder) throws IOException {
        FreshFolder.requireFree(folder.toAbsolutePath());
    }

    private static void requireNumbers(String name, float[] numbers, float above) {
        for (int i = 0; i < numbers.length; i++) {
            if (!Float.isFinite(numbers[i]) || !(numbers[i] > above)) {
                throw new IllegalArgumentException("%s has %s at %d".formatted(name, numbers[i], i));
            }
        }
    }
}
