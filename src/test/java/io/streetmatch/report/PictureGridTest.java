package io.streetmatch.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.streetmatch.image.Picture;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PictureGridTest {

    private static final Picture BLACK = Picture.ofRgb(4, 3, new byte[4 * 3 * 3]);

    private static BufferedImage drawn(int cells, String detail) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(PictureGrid.draw(Collections.nCopies(cells, new PictureGrid.Cell(BLACK, "title", detail)))));
    }

    @Test
    void hasFourPicturesInARow() throws Exception {
        assertThat(drawn(4, "x").getWidth()).isEqualTo(drawn(9, "x").getWidth()).isGreaterThan(drawn(3, "x").getWidth());
        assertThat(drawn(4, "x").getHeight()).isLessThan(drawn(5, "x").getHeight());
        assertThat(drawn(2, "x").getRGB(12 + 160, 12 + 120) & 0xFF).isLessThan(10);
    }

    @Test
    void breaksLongDetailsIntoLinesAndCutsOffEndlessOnes() throws Exception {
        int one = drawn(1, "Rotate(angle=1)").getHeight();
        int several = drawn(1, "RandomBrightnessContrast(brightness=-0.15, contrast=-0.0851) + GaussianBlur(sigma=0.6)").getHeight();

        assertThat(several).isGreaterThan(one);
        assertThat(drawn(1, "word ".repeat(1_000)).getHeight()).isEqualTo(drawn(1, "w".repeat(5_000)).getHeight()).isGreaterThan(several);
        assertThat(drawn(1, "").getHeight()).isLessThan(one);
        for (String text : List.of("", " ", "\n", "\ud83d\ude00".repeat(100))) {
            assertThat(drawn(1, text).getWidth()).isPositive();
        }
    }
}
