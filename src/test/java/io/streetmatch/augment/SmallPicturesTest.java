package io.streetmatch.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.streetmatch.demo.StreetScene;
import io.streetmatch.image.ImageId;
import io.streetmatch.image.Picture;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every operation on pictures of a few pixels, or of one row: they are dropped, too, and must not be the end of a folder. */
class SmallPicturesTest {

    private static final List<Integer> SIDES = List.of(1, 2, 3, 5, 8, 150);
    private static final int LOTS = 5;

    private static Picture made(String edit, Picture picture, int seed) throws Exception {
        Recipe recipe = RecipeReader.read("seed: %d\nvariants:\n  - name: edited\n    edits: [%s]\n".formatted(seed, edit), "test", "test.yaml");
        return new RecipeVariants(recipe).variantsOf(ImageId.of(new byte[] {1}), picture).get(0).picture();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{Rotate: {limit: [-180, 180]}}",
        "{Rotate: {limit: 90}}",
        "{Rotate: {limit: 180}}",
        "{Rotate: {limit: [-180, 180], border_mode: reflect_101}}",
        "{Rotate: {limit: [-180, 180], border_mode: replicate}}",
        "{RandomResizedCrop: {scale: [0.01, 1], ratio: [0.1, 10]}}",
        "{GaussianBlur: {sigma_limit: [0.1, 50]}}",
        "{GaussianBlur: {sigma_limit: 50}}",
        "{CoarseDropout: {num_holes_range: [1, 5], hole_height_range: [0, 1], hole_width_range: [0, 1]}}",
        "HorizontalFlip",
        "VerticalFlip",
        "{Affine: {scale: [0.1, 10], shear: [-60, 60], rotate: [-360, 360], translate_percent: [-1, 1]}}",
        "{Affine: {scale: [0.1, 10], shear: [-60, 60], border_mode: reflect_101}}",
        "{Perspective: {scale: [0, 0.32]}}",
        "{RandomBrightnessContrast: {brightness_limit: [-1, 1], contrast_limit: [-1, 1]}}",
        "{ImageCompression: {quality_range: [1, 100]}}",
        "{GaussNoise: {std_range: [0, 1]}}"
    })
    void keepsTheSize(String edit) throws Exception {
        Picture street = StreetScene.draw(7, 640, 480);
        for (int width : SIDES) {
            for (int height : SIDES) {
                Picture picture = street.resized(width, height);
                for (int seed = 0; seed < LOTS; seed++) {
                    assertThat(made(edit, picture, seed)).as("%s of %d x %d, seed %d", edit, width, height, seed)
                            .matches(edited -> edited.width() == width && edited.height() == height);
                }
            }
        }
    }

    @Test
    void leavesAPartOfEveryPicture() throws Exception {
        Picture street = StreetScene.draw(7, 640, 480);
        for (String edit : List.of("{Crop: {x_min: 0.99, y_min: 0.99}}", "{Crop: {x_max: 0.01, y_max: 0.01}}", "{Crop: {x_min: 0.4, x_max: 0.41}}")) {
            for (int side : SIDES) {
                Picture part = made(edit, street.resized(side, side), 0);
                assertThat(part.width()).isBetween(1, Math.max(1, side / 50));
            }
        }
    }

    @Test
    void turnsARowAsItTurnsTheRowsOfAPicture() throws Exception {
        Picture row = Picture.ofRgb(4, 1, new byte[] {10, 10, 10, 20, 20, 20, 30, 30, 30, 40, 40, 40});

        assertThat(made("{Rotate: {limit: 180}}", row, 0).rgb()).containsExactly(40, 40, 40, 30, 30, 30, 20, 20, 20, 10, 10, 10);
    }

    @Test
    void blursARowAsItBlursAPictureOfSuchRows() throws Exception {
        Picture rows = StreetScene.draw(7, 64, 64).resized(64, 1).resized(64, 64);
        Picture row = rows.resized(64, 1);

        byte[] blurredRow = made("{GaussianBlur: {sigma_limit: 30}}", row, 0).rgb();
        byte[] blurredRows = made("{GaussianBlur: {sigma_limit: 30}}", rows, 0).rgb();
        for (int i = 0; i < blurredRow.length; i++) {
            assertThat((double) (blurredRow[i] & 0xFF)).isCloseTo(blurredRows[32 * 64 * 3 + i] & 0xFF, offset(1.0));
        }
    }
}
