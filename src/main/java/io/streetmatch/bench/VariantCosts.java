package io.streetmatch.bench;

import io.streetmatch.augment.RecipeException;
import io.streetmatch.augment.RecipeReader;
import io.streetmatch.augment.RecipeVariants;
import io.streetmatch.augment.VariantMaker;
import io.streetmatch.embed.Embedder;
import io.streetmatch.image.ImageId;
import io.streetmatch.image.Picture;
import io.streetmatch.image.PictureReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * What the steps of taking a picture in cost, each by itself, in milliseconds of one core for a picture of {@value BenchPictures#WIDTH} x
 * {@value BenchPictures#HEIGHT} pixels. Medians; what runs beside makes them larger.
 *
 * @param embedder the model
 * @param reader the decoder
 * @param time how long each step is measured, after as long again that does not count
 */
public record VariantCosts(Embedder embedder, PictureReader reader, Duration time) {

    /** Each operation as a recipe would use it; the keys name it in the table. */
    public static final Map<String, String> EDITS = edits();

    private static final double NANOS_PER_MILLI = 1e6;
    private static final int BATCH = 16;
    private static final int MORE = 10;

    private static Map<String, String> edits() {
        Map<String, String> edits = new LinkedHashMap<>();
        edits.put("Rotate", "{Rotate: {limit: [-180, 180]}}");
        edits.put("Rotate, border_mode reflect_101", "{Rotate: {limit: [-180, 180], border_mode: reflect_101}}");
        edits.put("Crop", "{Crop: {x_min: 0.15, y_min: 0.15, x_max: 0.85, y_max: 0.85}}");
        edits.put("RandomResizedCrop", "{RandomResizedCrop: {scale: [0.3, 0.6]}}");
        edits.put("GaussianBlur, sigma 1", "{GaussianBlur: {sigma_limit: 1}}");
        edits.put("GaussianBlur, sigma 4", "{GaussianBlur: {sigma_limit: 4}}");
        edits.put("CoarseDropout", "CoarseDropout");
        edits.put("HorizontalFlip", "HorizontalFlip");
        edits.put("VerticalFlip", "VerticalFlip");
        edits.put("Affine", "{Affine: {scale: 0.9, shear: [-10, 10]}}");
        edits.put("Perspective", "Perspective");
        edits.put("RandomBrightnessContrast", "RandomBrightnessContrast");
        edits.put("ImageCompression", "ImageCompression");
        edits.put("GaussNoise", "GaussNoise");
        return Collections.unmodifiableMap(edits);
    }

    /** From the bytes of a JPEG file to pixels. */
    public double decoding() throws Exception {
        byte[] jpeg = new BenchPictures().next();
        return median(() -> reader.read(jpeg));
    }

    /** From pixels to the model's input. */
    public double preparing() throws Exception {
        Picture picture = picture();
        return median(() -> embedder.prepare(picture));
    }

    /** One picture of a batch through the model, which has all cores to itself: their time is added up. The mean. */
    public double embedding() throws Exception {
        double rate = new Limit(embedder, reader, VariantMaker.NONE).session(BATCH, time);
        return 1_000 * Runtime.getRuntime().availableProcessors() / rate;
    }

    /** All variants of one picture, by one thread. */
    public double making(VariantMaker variants) throws Exception {
        Picture picture = picture();
        ImageId id = ImageId.of(new byte[0]);
        return median(() -> variants.variantsOf(id, picture));
    }

    /** One more variant by an edit of {@link #EDITS}, pictures being reduced to the work size already. */
    public double operation(String edit) throws Exception {
        return (making(repeated(edit, MORE + 1)) - making(repeated(edit, 1))) / MORE;
    }

    private static VariantMaker repeated(String edit, int count) throws RecipeException {
        return new RecipeVariants(RecipeReader.read("variants: [{name: a, count: %d, edits: [%s]}]".formatted(count, edit), "bench", "bench"));
    }

    private Picture picture() throws Exception {
        return reader.read(new BenchPictures().next()).pixels();
    }

    private double median(Callable<?> step) throws Exception {
        measured(step);
        double[] sorted = measured(step).stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private List<Double> measured(Callable<?> step) throws Exception {
        List<Double> times = new ArrayList<>();
        long begin = System.nanoTime();
        do {
            long start = System.nanoTime();
            step.call();
            times.add((System.nanoTime() - start) / NANOS_PER_MILLI);
        } while (System.nanoTime() - begin < time.toNanos());
        return times;
    }
}
