package io.streetmatch.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CanvasTest {

    @Test
    void writesWhatTheFontLacksAsNearAsItCan() {
        assertThat(Canvas.ascii("\u00e9t\u00e9 \u6771\u4eac \ud83d\ude00\n~")).isEqualTo("ete ?? ??~");
    }

    @Test
    void refusesABoxThatIsNotOnTheCanvas() {
        try (Canvas canvas = new Canvas(10, 10, 0)) {
            assertThatThrownBy(() -> canvas.paste(Picture.ofRgb(1, 1, new byte[3]), 5, 5, 6, 5))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("6 x 5 at 5, 5");
        }
    }
}
