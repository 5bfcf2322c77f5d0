package io.streetmatch.augment;

import static org.assertj.core.api.Assertions.assertThat;

import io.streetmatch.demo.StreetScene;
import io.streetmatch.image.Edits;
import io.streetmatch.image.ImageId;
import io.streetmatch.image.OpenCvPictures;
import io.streetmatch.image.Picture;
import io.streetmatch.image.PictureReader;
import io.streetmatch.image.ReadLimits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfPoint2f;
import org.opencv.core.Point;
import org.opencv.core.Scalar;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;

/** Every operation beside OpenCV's, on a drawn street that was softened a little: both round, so hard edges would measure rounding only. */
class OperationsTest {

    private static final int WIDTH = 512;
    private static final int HEIGHT = 384;
    private static final Picture STREET = Edits.blurred(StreetScene.draw(7, WIDTH, HEIGHT), 1.5);
    private static final ImageId ID = ImageId.of(new byte[] {1, 2, 3});

    /** OpenCV places samples at 1/32 of a pixel, and both sides round to whole values. */
    private static final double ROUNDING = 1.0;

    private static Picture made(String edits) throws Exception {
        return variant(edits, 0).picture();
    }

    private static Variant variant(String edits, long seed) throws Exception {
        return new RecipeVariants(recipe(edits, seed)).variantsOf(ID, STREET).get(0);
    }

    private static Recipe recipe(String edits, long seed) throws RecipeException {
        return RecipeReader.read("seed: %d\nvariants:\n  - name: edited\n    edits: [%s]\n".formatted(seed, edits), "test", "test.yaml");
    }

    /** Mean difference of two pictures, without a frame of three pixels where the two treat the edge in their own ways. */
    private static double difference(Picture a, Picture b) {
        assertThat(List.of(a.width(), a.height())).isEqualTo(List.of(b.width(), b.height()));
        long sum = 0;
        int count = 0;
        for (int y = 3; y < a.height() - 3; y++) {
            for (int x = 3 * 3; x < 3 * (a.width() - 3); x++) {
                int at = y * a.width() * 3 + x;
                sum += Math.abs((a.rgb()[at] & 0xFF) - (b.rgb()[at] & 0xFF));
                count++;
            }
        }
        return (double) sum / count;
    }

    private static Picture warped(Mat matrix, boolean affine, int border) {
        return OpenCvPictures.edited(STREET, (from, to) -> {
            if (affine) {
                Imgproc.warpAffine(from, to, matrix, from.size(), Imgproc.INTER_LINEAR, border, new Scalar(0, 0, 0));
            } else {
                Imgproc.warpPerspective(from, to, matrix, from.size(), Imgproc.INTER_LINEAR, border, new Scalar(0, 0, 0));
            }
        });
    }

    private static Mat turn(double degrees) {
        return Imgproc.getRotationMatrix2D(new Point((WIDTH - 1) / 2.0, (HEIGHT - 1) / 2.0), degrees, 1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-170, -90, -15, 5, 30.5, 45, 180})
    void rotatesAsOpenCvDoes(double degrees) throws Exception {
        String edit = "Rotate: {limit: %s".formatted(degrees);

        assertThat(difference(made("{" + edit + "}}"), Edits.rotated(STREET, degrees))).isLessThan(ROUNDING);
        assertThat(difference(made("{" + edit + ", border_mode: reflect_101}}"), warped(turn(degrees), true, Core.BORDER_REFLECT_101)))
                .isLessThan(ROUNDING);
        assertThat(difference(made("{" + edit + ", border_mode: replicate}}"), warped(turn(degrees), true, Core.BORDER_REPLICATE)))
                .isLessThan(ROUNDING);
    }

    @Test
    void fillsCornersWithTheColourAsked() throws Exception {
        Picture turned = made("{Rotate: {limit: 45, fill: [10, 200, 30]}}");

        assertThat(Arrays.copyOf(turned.rgb(), 3)).containsExactly(10, 200, 30);
    }

    @Test
    void shearsScalesTurnsAndShiftsAsOpenCvDoes() throws Exception {
        Mat shearAndScale = new Mat(3, 3, CvType.CV_64F);
        double tangent = Math.tan(Math.toRadians(8));
        shearAndScale.put(0, 0, 0.9, 0.9 * tangent, 0, 0.9 * tangent, 0.9, 0, 0, 0, 1);
        Mat toMiddle = shift(-(WIDTH - 1) / 2.0, -(HEIGHT - 1) / 2.0);
        Mat back = shift((WIDTH - 1) / 2.0 + 0.1 * WIDTH, (HEIGHT - 1) / 2.0 + 0.1 * HEIGHT);
        Mat turn = Mat.eye(3, 3, CvType.CV_64F);
        Mat about = Imgproc.getRotationMatrix2D(new Point(0, 0), 20, 1);
        about.copyTo(turn.rowRange(0, 2));
        Mat all = back.matMul(turn).matMul(shearAndScale).matMul(toMiddle);

        Picture expected = warped(all.rowRange(0, 2), true, Core.BORDER_CONSTANT);
        assertThat(difference(made("{Affine: {scale: 0.9, shear: 8, rotate: 20, translate_percent: 0.1}}"), expected)).isLessThan(ROUNDING);
    }

    private static Mat shift(double x, double y) {
        Mat shift = Mat.eye(3, 3, CvType.CV_64F);
        shift.put(0, 2, x);
        shift.put(1, 2, y);
        return shift;
    }

    @Test
    void changesPerspectiveAsOpenCvDoes() throws Exception {
        Variant variant = variant("{Perspective: {scale: 0.1}}", 3);
        double[] in = Arrays.stream(variant.edit().replaceAll("[^0-9.,]", "").split(",")).mapToDouble(Double::parseDouble).toArray();
        double right = WIDTH - 1;
        double bottom = HEIGHT - 1;
        MatOfPoint2f from = new MatOfPoint2f(new Point(in[0] * right, in[1] * bottom), new Point(right - in[2] * right, in[3] * bottom),
                new Point(right - in[4] * right, bottom - in[5] * bottom), new Point(in[6] * right, bottom - in[7] * bottom));
        MatOfPoint2f to = new MatOfPoint2f(new Point(0, 0), new Point(right, 0), new Point(right, bottom), new Point(0, bottom));

        assertThat(Arrays.stream(in).filter(way -> way > 0.02).count()).isGreaterThan(3);
        assertThat(difference(variant.picture(), warped(Imgproc.getPerspectiveTransform(from, to), false, Core.BORDER_CONSTANT)))
                .isLessThan(ROUNDING);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.7, 2, 4, 9})
    void blursAsOpenCvDoes(double sigma) throws Exception {
        Picture expected = OpenCvPictures.edited(STREET, (from, to) ->
                Imgproc.GaussianBlur(from, to, new Size(0, 0), sigma * WIDTH / 640, sigma * WIDTH / 640, Core.BORDER_REPLICATE));

        assertThat(difference(made("{GaussianBlur: {sigma_limit: %s}}".formatted(sigma)), expected)).isLessThan(ROUNDING);
    }

    @Test
    void mirrorsExactly() throws Exception {
        assertThat(made("HorizontalFlip").rgb()).isEqualTo(Edits.mirrored(STREET).rgb());
        assertThat(made("VerticalFlip").rgb()).isEqualTo(OpenCvPictures.edited(STREET, (from, to) -> Core.flip(from, to, 0)).rgb());
    }

    @Test
    void takesThePartAskedPixelByPixel() throws Exception {
        Variant variant = variant("{Crop: {x_min: 0.15, y_min: 0.4, x_max: 0.85}}", 0);
        Picture expected = OpenCvPictures.edited(STREET, (from, to) -> from.submat(154, 384, 77, 435).copyTo(to));

        assertThat(variant.edit()).isEqualTo("Crop(x_min=0.15, y_min=0.4, x_max=0.85, y_max=1)");
        assertThat(List.of(variant.picture().width(), variant.picture().height())).containsExactly(435 - 77, 384 - 154);
        assertThat(variant.picture().rgb()).isEqualTo(expected.rgb());
        assertThat(made("Crop").rgb()).isEqualTo(STREET.rgb());
    }

    @Test
    void editsThePartThatACropLeft() throws Exception {
        Picture part = made("{Crop: {x_max: 0.5}}");

        assertThat(made("{Crop: {x_max: 0.5}}, HorizontalFlip").rgb()).isEqualTo(Edits.mirrored(part).rgb());
        assertThat(difference(made("{Crop: {x_max: 0.5}}, {Rotate: {limit: 90}}"), Edits.rotated(part, 90))).isLessThan(ROUNDING);
    }

    @Test
    void cutsOutAndEnlargesAsOpenCvDoes() throws Exception {
        Variant variant = variant("{RandomResizedCrop: {scale: [0.3, 0.5]}}", 5);
        double[] box = Arrays.stream(variant.edit().replaceAll("[^0-9.,]", "").split(",")).mapToDouble(Double::parseDouble).toArray();
        Picture expected = OpenCvPictures.edited(STREET, (from, to) -> {
            Mat part = from.submat(new org.opencv.core.Rect((int) Math.round(box[0] * WIDTH), (int) Math.round(box[1] * HEIGHT),
                    (int) Math.round(box[2] * WIDTH), (int) Math.round(box[3] * HEIGHT)));
            Imgproc.resize(part, to, from.size(), 0, 0, Imgproc.INTER_LINEAR);
        });

        assertThat(box[2] * box[3]).isBetween(0.29, 0.51);
        // ImageJ places its samples a quarter of a pixel of the cut-out to the upper left, OpenCV as the edges demand: less than that apart.
        assertThat(difference(variant.picture(), expected)).isLessThan(2.5);
        assertThat(difference(variant.picture(), quarterOfAPixelOff(box))).isLessThan(ROUNDING);
        assertThat(difference(variant.picture(), STREET)).isGreaterThan(10);
    }

    private static Picture quarterOfAPixelOff(double[] box) {
        return OpenCvPictures.edited(STREET, (from, to) -> {
            org.opencv.core.Rect part = new org.opencv.core.Rect((int) Math.round(box[0] * WIDTH), (int) Math.round(box[1] * HEIGHT),
                    (int) Math.round(box[2] * WIDTH), (int) Math.round(box[3] * HEIGHT));
            Mat back = new Mat(2, 3, CvType.CV_64F);
            back.put(0, 0, (double) part.width / WIDTH, 0, -0.25, 0, (double) part.height / HEIGHT, -0.25);
            Imgproc.warpAffine(from.submat(part), to, back, from.size(), Imgproc.INTER_LINEAR | Imgproc.WARP_INVERSE_MAP, Core.BORDER_REPLICATE);
        });
    }

    @Test
    void coversWhatItSays() throws Exception {
        Variant variant = variant("{CoarseDropout: {num_holes_range: [3, 3], fill: [9, 8, 7]}}", 2);
        double[] boxes = Arrays.stream(variant.edit().replaceAll("[^0-9.,;]", "").split("[,;]")).mapToDouble(Double::parseDouble).toArray();
        Picture expected = OpenCvPictures.edited(STREET, (from, to) -> {
            from.copyTo(to);
            for (int at = 0; at < boxes.length; at += 4) {
                Imgproc.rectangle(to, new org.opencv.core.Rect((int) Math.round(boxes[at] * WIDTH), (int) Math.round(boxes[at + 1] * HEIGHT),
                        (int) Math.round(boxes[at + 2] * WIDTH), (int) Math.round(boxes[at + 3] * HEIGHT)), new Scalar(9, 8, 7), Imgproc.FILLED);
            }
        });

        assertThat(boxes).hasSize(12);
        assertThat(variant.picture().rgb()).isEqualTo(expected.rgb());
    }

    @Test
    void coversTheShareItSays() throws Exception {
        Picture covered = made("{CoarseDropout: {num_holes_range: 1, hole_height_range: 0.5, hole_width_range: 0.4, fill: [1, 2, 3]}}");

        long holes = IntStream.range(0, WIDTH * HEIGHT)
                .filter(i -> covered.rgb()[3 * i] == 1 && covered.rgb()[3 * i + 1] == 2 && covered.rgb()[3 * i + 2] == 3).count();
        assertThat(holes).isBetween((long) (0.199 * WIDTH * HEIGHT), (long) (0.201 * WIDTH * HEIGHT));
    }

    @Test
    void changesLightByTheFormula() throws Exception {
        Picture changed = made("{RandomBrightnessContrast: {brightness_limit: 0.1, contrast_limit: -0.3}}");
        Picture expected = OpenCvPictures.edited(STREET, (from, to) -> from.convertTo(to, -1, 0.7, 25.5));

        assertThat(difference(changed, expected)).isLessThan(ROUNDING);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 40, 95})
    void compressesAsOpenCvDoes(int quality) throws Exception {
        Picture expected = new PictureReader(ReadLimits.DEFAULT).read(Edits.jpeg(STREET, quality)).pixels();

        assertThat(difference(made("{ImageCompression: {quality_range: %d}}".formatted(quality)), expected)).isLessThan(ROUNDING);
    }

    @Test
    void losesMoreAtALowerQuality() throws Exception {
        assertThat(difference(made("{ImageCompression: {quality_range: 10}}"), STREET)).isBetween(0.5, 8.0)
                .isGreaterThan(difference(made("{ImageCompression: {quality_range: 95}}"), STREET));
    }

    @Test
    void makesNoiseOfTheStrengthAsked() throws Exception {
        Picture grey = Picture.ofRgb(200, 200, filled(200 * 200 * 3));
        Picture noisy = new RecipeVariants(recipe("{GaussNoise: {std_range: 0.05}}", 0)).variantsOf(ID, grey).get(0).picture();

        double squares = IntStream.range(0, noisy.rgb().length).mapToDouble(i -> Math.pow((noisy.rgb()[i] & 0xFF) - 128, 2)).average().orElseThrow();
        assertThat(Math.sqrt(squares)).isBetween(0.97 * 0.05 * 255, 1.03 * 0.05 * 255);
    }

    private static byte[] filled(int size) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) 128);
        return bytes;
    }

    @Test
    void chainsEditsAndSaysSo() throws Exception {
        Variant variant = variant("HorizontalFlip, VerticalFlip", 0);

        assertThat(variant.edit()).isEqualTo("HorizontalFlip() + VerticalFlip()");
        assertThat(variant.picture().rgb()).isEqualTo(OpenCvPictures.edited(STREET, (from, to) -> Core.flip(from, to, -1)).rgb());
    }

    @Test
    void makesTheSameBytesOnEveryThreadInAnyOrder() throws Exception {
        RecipeVariants variants = new RecipeVariants(RecipeReader.find("street", java.nio.file.Path.of("augment")));
        List<Picture> pictures = IntStream.range(0, 8).mapToObj(seed -> StreetScene.draw(seed, 400, 300)).toList();
        List<List<byte[]>> alone = new ArrayList<>();
        for (Picture picture : pictures) {
            alone.add(bytes(variants, picture));
        }
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int round = 0; round < 6; round++) {
            List<Integer> order = new ArrayList<>(IntStream.range(0, pictures.size()).boxed().toList());
            Collections.shuffle(order, new java.util.Random(round));
            order.forEach(at -> tasks.add(() -> same(bytes(variants, pictures.get(at)), alone.get(at))));
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (Future<Boolean> task : threads.invokeAll(tasks)) {
                assertThat(task.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<byte[]> bytes(RecipeVariants variants, Picture picture) throws InterruptedException {
        return variants.variantsOf(ImageId.of(picture.rgb()), picture).stream().map(variant -> variant.picture().rgb()).toList();
    }

    private static boolean same(List<byte[]> a, List<byte[]> b) {
        return IntStream.range(0, a.size()).allMatch(i -> Arrays.equals(a.get(i), b.get(i)));
    }

    @Test
    void saysSoWhenItIsInterruptedInsteadOfLeavingThePictureSharp() throws Exception {
        RecipeVariants variants = new RecipeVariants(recipe("{GaussianBlur: {sigma_limit: 3}}", 0));
        Thread.currentThread().interrupt();

        org.assertj.core.api.Assertions.assertThatThrownBy(() -> variants.variantsOf(ID, STREET)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }
}
