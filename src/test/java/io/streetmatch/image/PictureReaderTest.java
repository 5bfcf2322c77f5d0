package io.streetmatch.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.streetmatch.image.BadImageException.Reason;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureReaderTest {

    private final PictureReader reader = new PictureReader(ReadLimits.DEFAULT);

    @ParameterizedTest
    @CsvSource({"jpg, JPEG", "png, PNG", "bmp, BMP", "gif, GIF", "tiff, TIFF"})
    void readsEachFormatInColour(String writer, ImageFormat format) throws Exception {
        DecodedPicture picture = reader.read(file(writer, 300, 200));
        assertThat(picture.format()).isEqualTo(format);
        assertThat(picture.width()).isEqualTo(300);
        assertThat(picture.height()).isEqualTo(200);
        // Left half red, right half blue, in this channel order.
        assertThat(pixel(picture.pixels(), 50, 100)).satisfies(rgb -> assertThat(rgb[0]).isGreaterThan(200), rgb -> assertThat(rgb[2]).isLessThan(60));
        assertThat(pixel(picture.pixels(), 250, 100)).satisfies(rgb -> assertThat(rgb[0]).isLessThan(60), rgb -> assertThat(rgb[2]).isGreaterThan(200));
    }

    @Test
    void reducesALargePictureAndSaysItsFullSize() throws Exception {
        DecodedPicture picture = reader.read(file("jpg", 3264, 2448));
        assertThat(picture.width()).isEqualTo(3264);
        assertThat(picture.height()).isEqualTo(2448);
        assertThat(Math.min(picture.pixels().width(), picture.pixels().height())).isBetween(400, 512);
    }

    @ParameterizedTest
    @CsvSource({"jpg, 2000, 1500", "png, 2000, 1500", "jpg, 3600, 3400"})
    void keepsWhatTheInputOfALargeModelShows(String writer, int width, int height) throws Exception {
        byte[] file = file(writer, width, height);
        Picture detailed = reader.forInput(1024).read(file).pixels();
        assertThat(detailed.height()).isEqualTo(1024);
        assertThat(detailed.width()).isEqualTo(Math.round(1024.0 * width / height));

        Picture usual = reader.read(file).pixels();
        assertThat(usual.height()).isBetween(400, 512);
        assertThat(reader.forInput(512).read(file).pixels().rgb()).isEqualTo(usual.rgb());
        assertThat(reader.forInput(192).read(file).pixels().rgb()).isEqualTo(usual.rgb());
    }

    @Test
    void keepsMoreOfALongStripForALargeModel() throws Exception {
        byte[] strip = file("png", 9_000, 1_200);
        Picture usual = reader.read(strip).pixels();
        assertThat(usual.height()).isEqualTo(512);
        assertThat(reader.forInput(1024).read(strip).pixels().height()).isEqualTo(1024);
    }

    @ParameterizedTest
    @CsvSource({"jpg", "png", "bmp", "gif", "tiff"})
    void refusesACutOffFile(String writer) throws Exception {
        byte[] whole = file(writer, 300, 200);
        for (int length : new int[] {whole.length / 4, whole.length / 2, whole.length - 20}) {
            assertThat(reason(Arrays.copyOf(whole, length))).as("%s cut to %d of %d", writer, length, whole.length).isEqualTo(Reason.TRUNCATED);
        }
    }

    @Test
    void readsATiffThatClaimsMoreBytesThanItsPixelsTake() throws Exception {
        byte[] tiff = new ExifBlock(ByteOrder.BIG_ENDIAN).tiff(20, 10, new byte[600]);
        ByteBuffer file = ByteBuffer.wrap(tiff);
        int counts = file.getInt(4) + 2 + 12 * 8;
        assertThat(file.getShort(counts)).isEqualTo((short) 279);
        assertThat(reader.read(file.putInt(counts + 8, 600_000).array()).width()).isEqualTo(20);
    }

    @Test
    void refusesWhatIsNoPicture() {
        assertThat(reason(new byte[0])).isEqualTo(Reason.EMPTY);
        assertThat(reason("hello".getBytes(StandardCharsets.UTF_8))).isEqualTo(Reason.NOT_A_PICTURE);
        assertThat(reason("%PDF-1.7 and so on".getBytes(StandardCharsets.UTF_8))).isEqualTo(Reason.UNSUPPORTED);
    }

    @Test
    void refusesTooManyPixelsBeforeItDecodes() throws Exception {
        byte[] bomb = file("png", 10, 10);
        ByteBuffer.wrap(bomb).putInt(16, 30_000).putInt(20, 30_000);
        assertThat(reason(bomb)).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void acceptsAJpegWithSomethingBehindIt() throws Exception {
        byte[] whole = file("jpg", 300, 200);
        assertThat(reader.read(Arrays.copyOf(whole, whole.length + 1_000)).width()).isEqualTo(300);
    }

    private Reason reason(byte[] bytes) {
        return catchThrowableOfType(BadImageException.class, () -> reader.read(bytes)).reason();
    }

    private static int[] pixel(Picture picture, int x, int y) {
        int at = (y * picture.width() + x) * 3;
        return new int[] {picture.rgb()[at] & 0xFF, picture.rgb()[at + 1] & 0xFF, picture.rgb()[at + 2] & 0xFF};
    }

    private static byte[] file(String writer, int width, int height) throws IOException {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(Color.RED);
        graphics.fillRect(0, 0, width / 2, height);
        graphics.setColor(Color.BLUE);
        graphics.fillRect(width / 2, 0, width - width / 2, height);
        graphics.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(picture, writer, bytes)).as(writer).isTrue();
        return bytes.toByteArray();
    }
}
