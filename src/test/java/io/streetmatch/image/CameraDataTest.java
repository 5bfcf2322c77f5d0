package io.streetmatch.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** EXIF blocks written byte by byte, in real JPEG files. */
class CameraDataTest {

    private static final int LATITUDE = 2;
    private static final int LONGITUDE = 4;

    @ParameterizedTest
    @CsvSource({"N, E, 52.5, 13.25", "S, E, -52.5, 13.25", "N, W, 52.5, -13.25", "S, W, -52.5, -13.25"})
    void readsTheHemispheres(String north, String east, double latitude, double longitude) throws Exception {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            ExifBlock block = new ExifBlock(order).orientation(6)
                    .gps(LATITUDE, north, 52, 1, 30, 1, 0, 1).gps(LONGITUDE, east, 13, 1, 1499, 100, 600, 1000);
            CameraData camera = CameraData.of(inJpeg(block));
            assertThat(camera.orientation()).isEqualTo(6);
            GeoLocation location = camera.location().orElseThrow();
            assertThat(location.latitude()).isCloseTo(latitude, within(1e-9));
            assertThat(location.longitude()).isCloseTo(longitude, within(1e-9));
        }
    }

    @Test
    void readsDegreesWithAFractionAndTheEdgesOfTheMap() throws Exception {
        assertThat(location(new int[] {90, 1, 0, 1, 0, 1}, new int[] {180, 1, 0, 1, 0, 1})).contains(new GeoLocation(90, 180));
        assertThat(location(new int[] {525, 10, 0, 1, 0, 1}, new int[] {1325, 100, 0, 1, 0, 1})).contains(new GeoLocation(52.5, 13.25));
    }

    @ParameterizedTest
    @CsvSource({
        // Outside the Earth.
        "91 1 0 1 0 1, 13 1 0 1 0 1", "52 1 0 1 0 1, 181 1 0 1 0 1", "2147483647 1 0 1 0 1, 13 1 0 1 0 1",
        // Denominators of zero, in each place.
        "52 0 30 0 0 0, 13 0 30 0 0 0", "52 0 30 1 0 1, 13 1 30 1 0 1", "0 0 0 0 0 0, 0 0 0 0 0 0",
        // No fix.
        "0 1 0 1 0 1, 0 1 0 1 0 1",
        // Too few numbers.
        "52 1, 13 1"})
    void saysNothingRatherThanNonsense(String latitude, String longitude) throws Exception {
        assertThat(location(numbers(latitude), numbers(longitude))).isEmpty();
    }

    @Test
    void saysNothingWithoutTheOtherCoordinate() throws Exception {
        assertThat(CameraData.of(inJpeg(new ExifBlock(ByteOrder.BIG_ENDIAN).gps(LATITUDE, "N", 52, 1, 30, 1, 0, 1))).location()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 274, 65_535})
    void takesAnOrientationThatDoesNotExistForUpright(int orientation) throws Exception {
        assertThat(CameraData.of(inJpeg(new ExifBlock(ByteOrder.BIG_ENDIAN).orientation(orientation))).orientation()).isEqualTo(1);
    }

    @Test
    void survivesABlockThatIsCutOffOrOverwrittenAnywhere() throws Exception {
        byte[] block = new ExifBlock(ByteOrder.LITTLE_ENDIAN).orientation(3)
                .gps(LATITUDE, "N", 52, 1, 30, 1, 0, 1).gps(LONGITUDE, "E", 13, 1, 15, 1, 0, 1).bytes();
        byte[] plain = jpeg();
        PictureReader reader = new PictureReader(ReadLimits.DEFAULT);
        for (int i = 0; i < block.length; i++) {
            byte[] overwritten = block.clone();
            overwritten[i] = (byte) 0xFF;
            for (byte[] broken : new byte[][] {Arrays.copyOf(block, i), overwritten}) {
                DecodedPicture picture = reader.read(ExifBlock.inJpeg(plain, broken));
                assertThat(picture.width()).as("block broken at %d", i).isEqualTo(16);
                assertThat(picture.location().map(GeoLocation::latitude).filter(latitude -> latitude.isNaN())).isEmpty();
            }
        }
    }

    @Test
    void saysNothingOfAFileWithoutCameraData() throws Exception {
        assertThat(CameraData.of(jpeg())).isEqualTo(new CameraData(1, Optional.empty()));
        assertThat(CameraData.of(new byte[] {1, 2, 3})).isEqualTo(new CameraData(1, Optional.empty()));
    }

    private static Optional<GeoLocation> location(int[] latitude, int[] longitude) throws IOException {
        ExifBlock block = new ExifBlock(ByteOrder.BIG_ENDIAN).gps(LATITUDE, "N", latitude).gps(LONGITUDE, "E", longitude);
        return CameraData.of(inJpeg(block)).location();
    }

    private static int[] numbers(String text) {
        return Arrays.stream(text.split(" ")).mapToInt(Integer::parseInt).toArray();
    }

    private static byte[] inJpeg(ExifBlock block) throws IOException {
        return ExifBlock.inJpeg(jpeg(), block.bytes());
    }

    private static byte[] jpeg() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB), "jpg", bytes);
        return bytes.toByteArray();
    }
}
