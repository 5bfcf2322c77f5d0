package io.streetmatch.augment;

import static org.assertj.core.api.Assertions.assertThat;

import io.streetmatch.image.ImageId;
import io.streetmatch.image.Picture;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The same picture, recipe and seed give the same bytes: yesterday, tomorrow, and on a machine whose sine is computed otherwise. */
class RepeatableTest {

    /** Everything but ImageCompression, whose encoder is the Java platform's own. */
    private static final Map<String, String> EDITS = new TreeMap<>(Map.of(
            "Rotate", "{Rotate: {limit: [-90, 90]}}",
            "Rotate90", "{Rotate: {limit: 90}}",
            "RotateReflect", "{Rotate: {limit: [-180, 180], border_mode: reflect_101}}",
            "Crop", "RandomResizedCrop",
            "Blur", "GaussianBlur",
            "Dropout", "CoarseDropout, HorizontalFlip, VerticalFlip",
            "Affine", "{Affine: {scale: [0.8, 1.2], shear: [-9, 9], rotate: [-40, 40], translate_percent: [-0.1, 0.1], border_mode: replicate}}",
            "Perspective", "Perspective",
            "Light", "RandomBrightnessContrast",
            "Noise", "GaussNoise"));

    /**
     * SHA-256 of what each makes, first digits. When one changes, pictures already in collections have other variants than new ones:
     * {@code Recipe.PIXELS_VERSION} must go up, so that {@code status} says so.
     */
    private static final Map<String, String> GOLDEN = Map.of(
            "Affine", "b49fe25f797b3371",
            "Blur", "a04d1282f781d116",
            "Crop", "f900102ca07762e6",
            "Dropout", "62c83669dd2c0784",
            "Light", "939351f92dbe8272",
            "Noise", "cb2860db94263efe",
            "Perspective", "88e06f36e00b610c",
            "Rotate", "d311d111fa02ede6",
            "Rotate90", "d5543a4c80db3fdc",
            "RotateReflect", "830ef9cf6a4eb3d2");

    private static Map<String, String> made() throws Exception {
        Map<String, String> made = new LinkedHashMap<>();
        for (Map.Entry<String, String> edit : EDITS.entrySet()) {
            Recipe recipe = RecipeReader.read("work_size: 150\nvariants: [{name: a, count: 3, edits: [%s]}]".formatted(edit.getValue()),
                    "mine", "mine.yaml");
            String all = new RecipeVariants(recipe).variantsOf(ImageId.of(new byte[] {1, 2, 3}), picture()).stream()
                    .map(variant -> variant.edit() + Recipe.hex(variant.picture().rgb())).collect(Collectors.joining("\n"));
            made.put(edit.getKey(), Recipe.hex(all.getBytes(StandardCharsets.UTF_8)).substring(0, 16));
        }
        return made;
    }

    /** Waves, by whole numbers only. */
    private static Picture picture() {
        byte[] rgb = new byte[150 * 112 * 3];
        for (int i = 0; i < rgb.length; i++) {
            int x = i / 3 % 150;
            int y = i / 450;
            rgb[i] = (byte) (Math.abs((x * 7 + y * (3 + i % 3)) % 400 - 200) + (x / 20 + y / 15) % 2 * 40);
        }
        return Picture.ofRgb(150, 112, rgb);
    }

    @Test
    void theBytesAreWhatTheyWere() throws Exception {
        assertThat(made()).isEqualTo(GOLDEN);
    }

    @Test
    void theBytesDoNotHangOnHowTheMachineComputesASine() throws Exception {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UnlockDiagnosticVMOptions", "-XX:+IgnoreUnrecognizedVMOptions", "-XX:-UseLibmIntrinsic", "-Xint",
                "-Dlog4j2.configurationFile=" + Path.of("conf/log4j2.xml").toAbsolutePath(), "-cp", System.getProperty("java.class.path"),
                Elsewhere.class.getName()).redirectError(ProcessBuilder.Redirect.INHERIT).start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip()).isEqualTo(made().toString());
    }

    /** The other machine. */
    static final class Elsewhere {

        private Elsewhere() {}

        public static void main(String[] arguments) throws Exception {
            System.out.println(made());
        }
    }
}
