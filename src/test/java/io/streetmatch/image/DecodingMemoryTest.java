package io.streetmatch.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of 24 megapixels, 6000 x 4000, in millions of bytes: what is written at each is bytes a pixel. */
class DecodingMemoryTest {

    private static final int WIDTH = 6_000;
    private static final int HEIGHT = 4_000;
    private static final double MILLION = 1e6;

    /** Of a picture 768 x 512 pixels are kept, three times. */
    private static final double KEPT = 3.5;

    @ParameterizedTest
    // At an eighth 1.1, and as much for turning it, and 3.4 are kept; at a half, for a large input, 18 and 30.4; and the coefficients.
    @CsvSource({
        "192, false, 0xC0, 3, 0x22, 4.5", "192, true, 0xC0, 3, 0x22, 5.6", "1500, false, 0xC0, 3, 0x22, 48.4",
        "192, false, 0xC2, 3, 0x22, 76.5", "192, false, 0xC2, 3, 0x21, 100.5", "192, false, 0xC2, 3, 0x11, 148.5",
        "192, false, 0xCA, 3, 0x22, 76.5", "192, false, 0xC2, 1, 0x11, 52.5",
        "192, false, 0xC2, 3, 0x00, 148.5", "192, false, 0xC2, 3, 0x52, 148.5"})
    void countsAJpegAsItIsReducedAndItsCoefficients(int input, boolean turned, int frame, int components, int sampling, double expected) throws Exception {
        assertThat(needed(Headers.jpeg(WIDTH, HEIGHT, frame, components, sampling, components), turned, input)).isCloseTo(expected, within(1.0));
    }

    @Test
    void countsTheCoefficientsWhereAScanHasOnlySomeComponents() throws Exception {
        assertThat(needed(Headers.jpeg(WIDTH, HEIGHT, 0xC0, 3, 0x22, 1), false, 192)).isCloseTo(76.5, within(1.0));
    }

    @ParameterizedTest
    // 3; with alpha 4 and 3; with 16 bits of alpha 8 and 3; and what lays a band over white, and what is kept.
    @CsvSource({"8, 2, false, 72", "16, 2, false, 72", "8, 2, true, 144", "8, 6, false, 184", "16, 6, false, 280", "8, 0, false, 72"})
    void countsAPngInFull(int bits, int colourType, boolean turned, double expected) throws Exception {
        assertThat(needed(Headers.png(WIDTH, HEIGHT, bits, colourType), turned, 192)).isCloseTo(expected + KEPT, within(1.0));
    }

    @ParameterizedTest
    // 3, and 4 and 6 for each pixel of a strip or tile.
    @CsvSource({"4000, 0, 0, 312", "16, 0, 0, 73", "0, 0, 0, 312", "0, 256, 256, 72.7", "0, 16000, 16000, 2632"})
    void countsTheStripsAndTilesOfATiff(int rows, int tileWidth, int tileLength, double expected) throws Exception {
        assertThat(needed(Headers.tiff(WIDTH, HEIGHT, rows, tileWidth, tileLength), false, 192)).isCloseTo(expected + KEPT, within(1.0));
    }

    private static double needed(byte[] file, boolean turned, int input) throws BadImageException {
        return DecodingMemory.of(file.length, ImageHeader.parse(file), turned, Detail.forInput(input)) / MILLION;
    }
}
