package io.streetmatch.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.AlphaComposite;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.core.Scalar;
import org.opencv.imgcodecs.Imgcodecs;

/** Real files of each kind of pixels, and lying on each side. */
class PixelFormatsTest {

    private static final int WIDTH = 48;
    private static final int HEIGHT = 32;

    private final PictureReader reader = new PictureReader(ReadLimits.DEFAULT);

    static Stream<Arguments> orientations() {
        return Stream.of("jpg", "png", "alpha png", "webp", "alpha webp", "tiff").flatMap(kind ->
                IntStream.rangeClosed(0, 9).boxed().flatMap(orientation ->
                        Stream.of(1, 20).map(scale -> Arguments.of(kind, orientation, scale))));
    }

    @ParameterizedTest
    @MethodSource("orientations")
    void turnsAPictureUprightOnce(String kind, int orientation, int scale) throws Exception {
        int width = WIDTH * scale;
        int height = HEIGHT * scale;
        boolean turned = orientation >= 5 && orientation <= 8;
        byte[] file = lying(kind, orientation, width, height);
        assertThat(ImageHeader.parse(file).alpha()).isEqualTo(kind.startsWith("alpha"));
        DecodedPicture picture = reader.read(file);

        assertThat(picture.width()).isEqualTo(turned ? height : width);
        assertThat(picture.height()).isEqualTo(turned ? width : height);
        assertThat((double) picture.pixels().width() / picture.pixels().height()).isEqualTo((double) picture.width() / picture.height());
        // White in one corner of the stored pixels; where that belongs is EXIF's definition of each number.
        String corner = switch (orientation) {
            case 2, 6 -> "top right";
            case 3, 7 -> "bottom right";
            case 4, 8 -> "bottom left";
            default -> "top left";
        };
        assertThat(whiteCorners(picture.pixels())).containsExactly(corner);
    }

    @ParameterizedTest
    @CsvSource({"8, .png", "16, .png", "8, .webp"})
    void laysWhatIsTransparentOverWhite(int bits, String extension) {
        int full = bits == 8 ? 255 : 65_535;
        Mat bgra = new Mat(600, 900, bits == 8 ? CvType.CV_8UC4 : CvType.CV_16UC4, new Scalar(0, 0, full, full));
        bgra.colRange(300, 600).setTo(new Scalar(0, 0, full, Math.round(full * 0.4)));
        bgra.colRange(600, 900).setTo(new Scalar(0, 0, full, 0));
        Picture picture = read(extension, bgra).pixels();

        assertColour(picture, 0.1, 255, 0, 0);
        assertColour(picture, 0.5, 255, 153, 153);
        assertColour(picture, 0.9, 255, 255, 255);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "gif"})
    void laysATransparentPaletteColourOverWhite(String format) throws Exception {
        BufferedImage picture = new BufferedImage(90, 60, BufferedImage.TYPE_INT_ARGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(Color.RED);
        graphics.fillRect(0, 0, 45, 60);
        graphics.setComposite(AlphaComposite.Clear);
        graphics.fillRect(45, 0, 45, 60);
        graphics.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        // The GIF writer makes a palette with one transparent colour; so is the PNG when that palette goes into it.
        assertThat(ImageIO.write(picture, "gif", bytes)).isTrue();
        if (format.equals("png")) {
            BufferedImage palette = ImageIO.read(new ByteArrayInputStream(bytes.toByteArray()));
            bytes.reset();
            assertThat(ImageIO.write(palette, "png", bytes)).isTrue();
            assertThat(bytes.toString(StandardCharsets.ISO_8859_1)).contains("PLTE", "tRNS");
        }
        Picture read = reader.read(bytes.toByteArray()).pixels();
        assertColour(read, 0.2, 255, 0, 0);
        assertColour(read, 0.8, 255, 255, 255);
    }

    @ParameterizedTest
    @ValueSource(strings = {".png", ".tiff"})
    void readsSixteenBits(String extension) {
        Picture picture = read(extension, new Mat(60, 90, CvType.CV_16UC3, new Scalar(0x4000, 0x8000, 0xFFFF))).pixels();
        assertColour(picture, 0.5, 255, 128, 64);
    }

    @ParameterizedTest
    @ValueSource(strings = {".png", ".jpg", ".tiff", ".bmp", ".webp"})
    void readsGrey(String extension) {
        assertColour(read(extension, new Mat(60, 90, CvType.CV_8UC1, new Scalar(100))).pixels(), 0.5, 100, 100, 100);
    }

    @ParameterizedTest
    @ValueSource(strings = {".png", ".tiff"})
    void readsSixteenBitGrey(String extension) {
        assertColour(read(extension, new Mat(60, 90, CvType.CV_16UC1, new Scalar(100 * 257))).pixels(), 0.5, 100, 100, 100);
    }

    @Test
    void readsACmykJpegAsAdobeWritesIt() throws Exception {
        // Inks are stored inverted, as Photoshop and all who follow it do: 255 is none. Magenta and yellow make red.
        WritableRaster inks = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 90, 60, 4, null);
        for (int i = 0; i < 90 * 60; i++) {
            inks.setPixel(i % 90, i / 90, new int[] {255, 0, 0, 255});
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (var out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(inks, null, null), null);
        } finally {
            writer.dispose();
        }
        byte[] adobe = ExifBlock.segment(0xEE, "Adobe\0\144\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1));
        assertColour(reader.read(ExifBlock.inserted(bytes.toByteArray(), 2, adobe)).pixels(), 0.5, 255, 0, 0);
    }

    @Test
    void reducesALargePngWithoutAliasing() {
        // Stripes one pixel wide become an even grey; a filter that looks at single pixels makes broad bands of them.
        Mat stripes = new Mat(1_700, 3_300, CvType.CV_8UC3, new Scalar(0, 0, 0));
        for (int x = 0; x < stripes.cols(); x += 2) {
            stripes.col(x).setTo(new Scalar(255, 255, 255));
        }
        Picture picture = read(".png", stripes).pixels();
        assertThat(IntStream.range(0, picture.rgb().length).map(i -> picture.rgb()[i] & 0xFF).summaryStatistics())
                .satisfies(levels -> assertThat(levels.getMin()).isGreaterThan(80), levels -> assertThat(levels.getMax()).isLessThan(175));
    }

    private DecodedPicture read(String extension, Mat pixels) {
        try {
            return reader.read(encoded(extension, pixels));
        } catch (BadImageException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A red picture, white in the corner where its first stored pixel is. */
    private static byte[] lying(String kind, int orientation, int width, int height) {
        Mat bgr = new Mat(height, width, kind.startsWith("alpha") ? CvType.CV_8UC4 : CvType.CV_8UC3, new Scalar(0, 0, 255, 255));
        bgr.submat(0, height / 4, 0, width / 4).setTo(new Scalar(255, 255, 255, 255));
        ExifBlock block = new ExifBlock(ByteOrder.LITTLE_ENDIAN).orientation(orientation);
        return switch (kind) {
            case "jpg" -> ExifBlock.inJpeg(encoded(".jpg", bgr), block.bytes());
            case "webp" -> ExifBlock.inWebp(encoded(".webp", bgr), width, height, block.bytes());
            case "tiff" -> block.tiff(width, height, Pixels.fromBgr(bgr).rgb());
            case "alpha webp" -> {
                // One pixel that is not opaque: without any, the encoder leaves the alpha out.
                bgr.submat(height - 1, height, width / 2, width / 2 + 1).setTo(new Scalar(0, 0, 255, 254));
                yield ExifBlock.inWebp(encoded(".webp", bgr), width, height, block.bytes());
            }
            case "png", "alpha png" -> ExifBlock.inPng(encoded(".png", bgr), block.bytes());
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static byte[] encoded(String extension, Mat pixels) {
        MatOfByte file = new MatOfByte();
        // Above 100, WebP is lossless; JPEG takes what it can.
        MatOfInt parameters = extension.equals(".webp") ? new MatOfInt(Imgcodecs.IMWRITE_WEBP_QUALITY, 101) : new MatOfInt();
        assertThat(Imgcodecs.imencode(extension, pixels, file, parameters)).isTrue();
        return file.toArray();
    }

    private static Stream<String> whiteCorners(Picture picture) {
        int right = picture.width() - picture.width() / 8;
        int bottom = picture.height() - picture.height() / 8;
        return Stream.of("top left", "top right", "bottom left", "bottom right").filter(corner -> {
            int x = corner.endsWith("right") ? right : picture.width() / 8;
            int y = corner.startsWith("bottom") ? bottom : picture.height() / 8;
            return (picture.rgb()[(y * picture.width() + x) * 3 + 1] & 0xFF) > 128;
        });
    }

    private static void assertColour(Picture picture, double across, int... expected) {
        int at = (picture.height() / 2 * picture.width() + (int) (across * picture.width())) * 3;
        for (int channel = 0; channel < 3; channel++) {
            assertThat(picture.rgb()[at + channel] & 0xFF).as("channel %d at %s", channel, across)
                    .isBetween(expected[channel] - 3, expected[channel] + 3);
        }
    }
}
