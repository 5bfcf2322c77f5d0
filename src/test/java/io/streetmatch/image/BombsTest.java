package io.streetmatch.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import io.streetmatch.image.BadImageException.Reason;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.Scalar;
import org.opencv.imgcodecs.Imgcodecs;

/** Small files that would take much memory or time if they were believed. */
class BombsTest {

    private static final int MEGABYTE = 1 << 20;

    private final PictureReader reader = new PictureReader(ReadLimits.DEFAULT);

    @ParameterizedTest
    @ValueSource(strings = {"zTXt", "iTXt", "iCCP"})
    void unpacksNothingBesideThePicture(String chunk) throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        packed.write((chunk.equals("iTXt") ? "text\0\1\0\0\0" : "text\0\0").getBytes(StandardCharsets.ISO_8859_1));
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed)) {
            for (int i = 0; i < 300; i++) {
                deflater.write(new byte[MEGABYTE]);
            }
        }
        byte[] file = ExifBlock.inserted(encoded("png", 20, 10), 33, pngChunk(chunk, packed.toByteArray()));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        assertThat(reader.read(file).width()).isEqualTo(20);
        assertThat(threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before).isLessThan(50L * MEGABYTE);
    }

    @Test
    void refusesAGifWithALargeFrameOnASmallScreen() {
        assertThat(refusal(gif(1, 1, 0, 65_535, 65_535))).isEqualTo(Reason.TOO_LARGE);
        assertThat(refusal(gif(65_535, 65_535, 0, 1, 1))).isEqualTo(Reason.TOO_LARGE);
    }

    @ParameterizedTest
    @CsvSource({"30, 20, 4, 8, 6, 30, 20", "0, 0, 0, 8, 6, 8, 6", "5, 5, 4, 8, 6, 12, 10"})
    void putsTheFirstFrameOfAGifInItsPlaceOnTheScreen(int screenWidth, int screenHeight, int offset, int width, int height, int shownWidth,
            int shownHeight) throws Exception {
        DecodedPicture picture = reader.read(gif(screenWidth, screenHeight, offset, width, height));
        assertThat(picture.width()).isEqualTo(shownWidth);
        assertThat(picture.height()).isEqualTo(shownHeight);
        // The frame is black, the screen white.
        for (int y = 0; y < shownHeight; y++) {
            for (int x = 0; x < shownWidth; x++) {
                boolean inFrame = x >= offset && x < offset + width && y >= offset && y < offset + height;
                assertThat(picture.pixels().rgb()[3 * (y * shownWidth + x)] & 0xFF).as("%d, %d", x, y).isEqualTo(inFrame ? 0 : 255);
            }
        }
    }

    @Test
    void refusesAJpegOfManyScans() throws Exception {
        byte[] jpeg = encoded("jpg", 20, 10);
        byte[] scan = {(byte) 0xFF, (byte) 0xDA, 0, 8, 1, 1, 0, 1, 63, 0, 0};
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        bomb.write(jpeg, 0, jpeg.length - 2);
        for (int i = 0; i < 2_000; i++) {
            bomb.write(scan);
        }
        bomb.write(jpeg, jpeg.length - 2, 2);
        assertThat(refusal(bomb.toByteArray())).isEqualTo(Reason.CORRUPT);
    }

    @Test
    void refusesAJpegOfManySegments() throws Exception {
        byte[] segment = ExifBlock.segment(0xE1, new ExifBlock(ByteOrder.BIG_ENDIAN).orientation(3).bytes());
        ByteArrayOutputStream segments = new ByteArrayOutputStream();
        for (int i = 0; i < 300_000; i++) {
            segments.write(segment);
        }
        assertThat(refusal(ExifBlock.inserted(encoded("jpg", 20, 10), 2, segments.toByteArray()))).isEqualTo(Reason.CORRUPT);
    }

    @ParameterizedTest
    @CsvSource({"400000, 25", "25, 400000"})
    void keepsLittleOfALongStrip(int width, int height) throws Exception {
        DecodedPicture picture = reader.read(encoded("png", width, height));
        assertThat(picture.width()).isEqualTo(width);
        assertThat((long) picture.pixels().width() * picture.pixels().height()).isBetween(1_000_000L, 4_500_000L);
    }

    @Test
    void believesTheFirstOfTwoSizesOfATiffAsTheDecoderDoes() {
        byte[] tiff = new ExifBlock(ByteOrder.LITTLE_ENDIAN).tiff(20, 10, new byte[600]);
        // Eleven entries instead of nine: the size stands twice, and the wrong one first.
        int directory = ByteBuffer.wrap(tiff).order(ByteOrder.LITTLE_ENDIAN).getInt(4);
        ByteBuffer more = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        more.putShort((short) 256).putShort((short) 4).putInt(1).putInt(100_000).putShort((short) 257).putShort((short) 4).putInt(1).putInt(100_000);
        byte[] twice = ExifBlock.inserted(tiff, directory + 2, more.array());
        twice[directory] += 2;
        assertThat(refusal(twice)).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void followsNoChainOfTiffDirectories() throws Exception {
        byte[] tiff = new ExifBlock(ByteOrder.LITTLE_ENDIAN).tiff(20, 10, new byte[600]);
        int chained = 200_000;
        ByteBuffer chain = ByteBuffer.allocate(tiff.length + 18 * chained).order(ByteOrder.LITTLE_ENDIAN).put(tiff);
        // The values of the fields lie behind the link to the next directory.
        int link = chain.getInt(4) + 2 + 12 * chain.getShort(chain.getInt(4));
        for (int i = 0; i < chained; i++) {
            chain.putInt(link, chain.position());
            link = chain.position() + 14;
            chain.putShort((short) 1).putShort((short) 305).putShort((short) 3).putInt(1).putInt(0).putInt(0);
        }
        assertThat(reader.read(chain.array()).width()).isEqualTo(20);
    }

    @Test
    void readsTheFirstFrameOfAWebpAnimation() throws Exception {
        DecodedPicture picture = reader.read(animation(40, 30, 10, 6, 16, 12));
        assertThat(picture.width()).isEqualTo(40);
        assertThat(picture.height()).isEqualTo(30);
        assertThat(green(picture.pixels(), 18, 12)).isLessThan(30);
        assertThat(green(picture.pixels(), 5, 3)).isGreaterThan(225);
        assertThat(green(picture.pixels(), 35, 25)).isGreaterThan(225);
    }

    @Test
    void refusesAWebpAnimationWhoseFrameReachesOverItsScreen() {
        assertThat(refusal(animation(20, 10, 10, 6, 16, 12))).isEqualTo(Reason.CORRUPT);
        assertThat(refusal(animation(16_384, 16_384, 0, 0, 16, 12))).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void readsABmpWhoseSizeFieldIsWrongButNotOneThatIsCutOff() throws Exception {
        byte[] bmp = encoded("bmp", 21, 10);
        ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putInt(2, 1_000_000);
        assertThat(reader.read(bmp).width()).isEqualTo(21);
        ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putInt(2, 0);
        assertThat(refusal(Arrays.copyOf(bmp, bmp.length - 10))).isEqualTo(Reason.TRUNCATED);
    }

    private Reason refusal(byte[] bytes) {
        return catchThrowableOfType(BadImageException.class, () -> reader.read(bytes)).reason();
    }

    private static int green(Picture picture, int x, int y) {
        return picture.rgb()[3 * (y * picture.width() + x) + 1] & 0xFF;
    }

    /** A GIF whose frame is black as far as its data goes: it says "clear, one pixel, end", and the reader leaves the rest as it was. */
    private static byte[] gif(int screenWidth, int screenHeight, int offset, int width, int height) {
        ByteBuffer gif = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
        gif.put("GIF89a".getBytes(StandardCharsets.US_ASCII)).putShort((short) screenWidth).putShort((short) screenHeight);
        gif.put(new byte[] {(byte) 0x80, 0, 0, 0, 0, 0, -1, -1, -1, 0x2C}).putShort((short) offset).putShort((short) offset);
        gif.putShort((short) width).putShort((short) height).put(new byte[] {0, 2, 2, 0x44, 1, 0, 0x3B});
        return Arrays.copyOf(gif.array(), gif.position());
    }

    /** A red first frame on a larger screen. */
    private static byte[] animation(int screenWidth, int screenHeight, int left, int top, int width, int height) {
        OpenCv.ensureLoaded();
        Mat red = new Mat(height, width, CvType.CV_8UC3, new Scalar(0, 0, 255));
        MatOfByte encoded = new MatOfByte();
        assertThat(Imgcodecs.imencode(".webp", red, encoded)).isTrue();
        byte[] frame = Arrays.copyOfRange(encoded.toArray(), 12, (int) encoded.total());
        ByteBuffer file = ByteBuffer.allocate(12 + 18 + 14 + 24 + frame.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(file.capacity() - 8).put("WEBPVP8X".getBytes(StandardCharsets.US_ASCII));
        three(file.putInt(10).putInt(0x02), screenWidth - 1, screenHeight - 1);
        file.put("ANIM".getBytes(StandardCharsets.US_ASCII)).putInt(6).putInt(0).putShort((short) 0);
        three(file.put("ANMF".getBytes(StandardCharsets.US_ASCII)).putInt(16 + frame.length), left / 2, top / 2, width - 1, height - 1, 100);
        return file.put((byte) 0).put(frame).array();
    }

    private static void three(ByteBuffer out, int... numbers) {
        for (int number : numbers) {
            out.putShort((short) number).put((byte) (number >> 16));
        }
    }

    private static byte[] pngChunk(String name, byte[] content) {
        CRC32 sum = new CRC32();
        sum.update(name.getBytes(StandardCharsets.US_ASCII));
        sum.update(content);
        return ByteBuffer.allocate(12 + content.length).putInt(content.length).put(name.getBytes(StandardCharsets.US_ASCII)).put(content)
                .putInt((int) sum.getValue()).array();
    }

    private static byte[] encoded(String format, int width, int height) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR), format, bytes)).isTrue();
        return bytes.toByteArray();
    }
}
