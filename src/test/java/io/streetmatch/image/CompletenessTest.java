package io.streetmatch.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.imgcodecs.Imgcodecs;

class CompletenessTest {

    private static final byte[] END = {(byte) 0xFF, (byte) 0xD9};

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void onlyTheWholeOfAJpegWithAThumbnailIsComplete(boolean progressive) throws Exception {
        byte[] thumbnail = jpeg(32, 24, false);
        byte[] block = new ExifBlock(ByteOrder.BIG_ENDIAN).orientation(1).thumbnail(thumbnail).bytes();
        byte[] whole = ExifBlock.inJpeg(jpeg(160, 120, progressive), block);

        // The thumbnail's end marker is among these ends, as are all others that a copy can stop at.
        assertThat(ends(whole)).hasSizeGreaterThanOrEqualTo(2);
        assertThat(completeLengths(whole)).containsExactly(whole.length);
    }

    @ParameterizedTest
    @ValueSource(ints = {0xFE, 0xE5, 0xDB})
    void anEndMarkerInASegmentBetweenTwoScansIsNone(int marker) throws Exception {
        byte[] plain = jpeg(160, 120, true);
        List<Integer> scans = starts(plain, 0xDA);
        assertThat(scans).hasSizeGreaterThan(2);
        byte[] content = new byte[65];
        content[20] = END[0];
        content[21] = END[1];
        content[63] = END[0];
        content[64] = END[1];
        byte[] whole = ExifBlock.inserted(plain, scans.get(2), ExifBlock.segment(marker, content));

        assertThat(ends(whole)).hasSize(3);
        assertThat(completeLengths(whole)).containsExactly(whole.length);
        for (int end : ends(whole).subList(0, 2)) {
            assertThat(header(Arrays.copyOf(whole, end))).as("header of the file cut at %d", end).isFalse();
        }
        assertThat(header(whole)).isTrue();
    }

    @Test
    void theSecondPictureBehindTheFirstCountsAsWell() throws Exception {
        byte[] second = ExifBlock.inJpeg(jpeg(80, 60, false),
                new ExifBlock(ByteOrder.LITTLE_ENDIAN).thumbnail(jpeg(16, 12, false)).bytes());
        byte[] first = jpeg(160, 120, false);
        byte[] whole = ExifBlock.inserted(first, first.length, second);

        // Whoever stops exactly between the two pictures leaves a file that is whole; the thumbnail's end is no such place.
        assertThat(completeLengths(whole)).containsExactly(first.length, whole.length);
    }

    @Test
    void atRestAnEndMarkerBehindTheStartOfAPictureWillDo() throws Exception {
        byte[] thumbnail = new ExifBlock(ByteOrder.LITTLE_ENDIAN).thumbnail(jpeg(16, 12, false)).bytes();
        byte[] first = jpeg(160, 120, false);
        byte[] pair = ExifBlock.inserted(first, first.length, ExifBlock.inJpeg(jpeg(80, 60, false), thumbnail));
        List<Integer> ends = ends(pair);
        Path cutInTheSecond = write(Arrays.copyOf(pair, ends.get(1)));
        assertThat(Completeness.isCertain(cutInTheSecond)).isFalse();
        assertThat(Completeness.isCertainAtRest(cutInTheSecond)).isTrue();

        byte[] single = ExifBlock.inJpeg(first, thumbnail);
        assertThat(Completeness.isCertainAtRest(write(Arrays.copyOf(single, ends(single).get(0))))).isFalse();
        assertThat(Completeness.isCertainAtRest(write(Arrays.copyOf(single, single.length - 1)))).isFalse();
        assertThat(Completeness.isCertainAtRest(write(single))).isTrue();
    }

    @Test
    void somethingBehindThePictureIsNoCertainEndAndStillCanBeRead() throws Exception {
        byte[] jpeg = jpeg(160, 120, false);
        byte[] trailed = ExifBlock.inserted(jpeg, jpeg.length, "trailer".getBytes(StandardCharsets.US_ASCII));
        assertThat(Completeness.isCertain(write(trailed))).isFalse();
        assertThat(header(trailed)).isTrue();
    }

    @Test
    void fillBytesAndRestartMarkersAreNoSegments() throws Exception {
        byte[] jpeg = jpeg(160, 120, false);
        int scanData = starts(jpeg, 0xDA).get(0) + 14;
        byte[] markers = {(byte) 0xFF, (byte) 0xD0, (byte) 0xFF, 0, (byte) 0xFF, (byte) 0xD7};
        byte[] restarts = ExifBlock.inserted(jpeg, scanData, markers);
        byte[] filled = ExifBlock.inserted(restarts, restarts.length - 2, new byte[] {(byte) 0xFF, (byte) 0xFF});
        assertThat(header(filled)).isTrue();
        assertThat(Completeness.isCertain(write(filled))).isTrue();
    }

    @Test
    void findsTheEndMarkerWhereverItStandsAmongTheBytesThatAreLookedAtTogether() throws Exception {
        byte[] jpeg = jpeg(160, 120, false);
        int scanData = starts(jpeg, 0xDA).get(0) + 14;
        for (int before = 0; before < 24; before++) {
            for (int behind = 0; behind < 24; behind++) {
                // 00 and FE are next to FF, one way or the other.
                byte[] filler = new byte[before + behind];
                Arrays.fill(filler, 0, before, (byte) (before % 2 == 0 ? 0 : 0xFE));
                byte[] scan = ExifBlock.inserted(Arrays.copyOf(jpeg, scanData), scanData, filler);
                String place = "%d bytes before and %d behind".formatted(before, behind);
                assertThat(header(scan)).as("no marker, " + place).isFalse();
                assertThat(header(ExifBlock.inserted(scan, scanData + before, END))).as("a marker, " + place).isTrue();
                assertThat(header(ExifBlock.inserted(scan, scanData + before, new byte[] {(byte) 0xFF, 0}))).as("a stuffed byte, " + place).isFalse();
            }
        }
    }

    @Test
    void readsAHugeFileAtItsEndsOnly() throws Exception {
        byte[] jpeg = jpeg(160, 120, false);
        Path file = write(Arrays.copyOf(jpeg, jpeg.length - 2));
        // A hole of 8 GiB inside the scan: to walk through it would take minutes, and more memory than there is.
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.position(8L << 30).write(ByteBuffer.wrap(END));
        }
        assertThat(Completeness.isCertain(file)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp", "gif", "tiff", "webp", "animated gif", "tiff of libtiff", "tiff of two pages", "tiff of tiles"})
    void onlyTheWholeOfOtherFormatsIsComplete(String format) throws Exception {
        byte[] whole = encoded(format);
        assertThat(completeLengths(whole)).containsExactly(whole.length);
        assertThat(Completeness.isCertainAtRest(write(whole))).isTrue();
        assertThat(Completeness.isCertain(write(Arrays.copyOf(whole, whole.length + 2)))).as("with something behind it").isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpg", "png", "bmp", "gif", "tiff", "webp", "tiff of libtiff", "bmp of which two bytes are in the last block"})
    void aFileWhoseLengthIsSetFirstIsCompleteWhenItsLastBlockIsWritten(String format) throws Exception {
        byte[] whole = encoded(format);
        Path file = write(new byte[whole.length]);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (int from = 0; from < whole.length; from += 512) {
                assertThat(Completeness.isCertain(file)).as("%d of %d bytes written", from, whole.length).isFalse();
                assertThat(Completeness.isCertainAtRest(file)).as("%d of %d bytes written, at rest", from, whole.length).isFalse();
                channel.write(ByteBuffer.wrap(whole, from, Math.min(512, whole.length - from)));
            }
        }
        assertThat(Completeness.isCertain(file)).isTrue();
    }

    @Test
    void aTrailerInsideOfAGifIsNone() throws Exception {
        byte[] whole = encoded("gif");
        byte[] text = {0x21, (byte) 0xFE, 6, 'a', ';', 0, ';', 0, ';', 0};
        byte[] commented = ExifBlock.inserted(whole, whole.length - 1, text);
        assertThat(completeLengths(commented)).containsExactly(commented.length);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void onlyTheWholeOfATiffWithCameraDataIsComplete(boolean little) throws Exception {
        ExifBlock block = new ExifBlock(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN).orientation(6)
                .gps(2, "N", 55, 1, 41, 1, 5842, 100).thumbnail(jpeg(16, 12, false));
        byte[] pixels = new byte[3 * 20 * 10];
        new Random(1).nextBytes(pixels);
        byte[] whole = block.tiff(20, 10, pixels);
        assertThat(completeLengths(whole)).containsExactly(whole.length);
        assertThat(Completeness.isCertain(write(Arrays.copyOf(whole, whole.length + 1)))).as("filled up to an even length").isTrue();
    }

    @Test
    void aTiffOfNonsenseIsNoFailure() throws Exception {
        Random random = new Random(1);
        List<byte[]> wholes = List.of(encoded("tiff"), encoded("tiff of libtiff"), encoded("tiff of tiles"));
        for (int i = 0; i < 1_500; i++) {
            byte[] bytes = wholes.get(i % wholes.size()).clone();
            int directory = ByteBuffer.wrap(bytes).order(bytes[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN).getInt(4);
            for (int change = 0; change < 4; change++) {
                bytes[random.nextBoolean() ? 4 + random.nextInt(4) : Math.min(bytes.length - 1, directory + random.nextInt(160))] = (byte) random.nextInt();
            }
            Path file = write(bytes);
            assertThatCode(() -> Completeness.isCertain(file)).doesNotThrowAnyException();
            assertThatCode(() -> parsed(bytes)).doesNotThrowAnyException();
        }
    }

    @Test
    void aTiffWhoseDirectoriesGoRoundIsNotComplete() throws Exception {
        byte[] whole = new ExifBlock(ByteOrder.BIG_ENDIAN).tiff(20, 10, new byte[600]);
        ByteBuffer file = ByteBuffer.wrap(whole);
        int directory = file.getInt(4);
        file.putInt(directory + 2 + 12 * file.getShort(directory), directory);
        assertThat(Completeness.isCertain(write(whole))).isFalse();
    }

    /** As Java writes it: the directory first, and the places of the pixels into it when they are known. */
    @Test
    void aTiffWhosePixelsAreYetToComeIsNotComplete() throws Exception {
        ByteBuffer file = ByteBuffer.allocate(8 + 2 + 4 * 12 + 4).putInt(0x4D4D002A).putInt(8).putShort((short) 4);
        for (int tag : new int[] {256, 257, 273, 279}) {
            file.putShort((short) tag).putShort((short) 4).putInt(1).putInt(tag < 273 ? 20 : 0);
        }
        assertThat(Completeness.isCertain(write(file.array()))).isFalse();
    }

    @Test
    void aFileOfMarkersOnlyIsNotComplete() throws Exception {
        byte[] markers = new byte[100_000];
        Arrays.fill(markers, (byte) 0xFF);
        markers[1] = (byte) 0xD8;
        markers[markers.length - 1] = (byte) 0xD9;
        assertThat(Completeness.isCertain(write(markers))).isFalse();
        byte[] empty = ExifBlock.inserted(new byte[] {(byte) 0xFF, (byte) 0xD8}, 2, new byte[100_000]);
        System.arraycopy(END, 0, empty, empty.length - 2, 2);
        assertThat(Completeness.isCertain(write(empty))).isFalse();
    }

    /** Every length at which the beginning of a file counts as a whole one. */
    private List<Integer> completeLengths(byte[] whole) throws IOException {
        List<Integer> complete = new ArrayList<>();
        Path file = Files.createFile(folder.resolve("growing"));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (int length = 1; length <= whole.length; length++) {
                channel.write(ByteBuffer.wrap(whole, length - 1, 1));
                if (Completeness.isCertain(file)) {
                    complete.add(length);
                }
            }
        }
        return complete;
    }

    /** A picture's header, or that it has none, is all that may come of any bytes. */
    private static void parsed(byte[] bytes) {
        try {
            ImageHeader.parse(bytes);
        } catch (BadImageException e) {
            assertThat(e).hasMessageEndingWith(".");
        }
    }

    private static boolean header(byte[] bytes) throws BadImageException {
        return ImageHeader.parse(bytes).complete();
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("file"), bytes);
    }

    /** Lengths of the beginnings that end with the bytes of an end marker. */
    private static List<Integer> ends(byte[] file) {
        return starts(file, 0xD9).stream().map(at -> at + 2).toList();
    }

    private static List<Integer> starts(byte[] file, int marker) {
        List<Integer> found = new ArrayList<>();
        for (int at = 0; at < file.length - 1; at++) {
            if (file[at] == (byte) 0xFF && file[at + 1] == (byte) marker) {
                found.add(at);
            }
        }
        return found;
    }

    private static byte[] jpeg(int width, int height, boolean progressive) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
            writer.write(null, new IIOImage(picture(width, height), null, null), parameters);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static byte[] encoded(String kind) throws IOException {
        return switch (kind) {
            case "webp" -> encodedByOpenCv(".webp");
            case "tiff of libtiff" -> encodedByOpenCv(".tiff");
            case "animated gif" -> sequence("gif", 3);
            case "tiff of two pages" -> sequence("tiff", 2);
            case "tiff of tiles" -> tiles();
            case "bmp of which two bytes are in the last block" -> encoded("bmp", 4, 81);
            default -> encoded(kind, 40, 30);
        };
    }

    private static byte[] encoded(String format, int width, int height) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(picture(width, height), format, bytes)).isTrue();
        return bytes.toByteArray();
    }

    private static byte[] encodedByOpenCv(String ending) throws IOException {
        OpenCv.ensureLoaded();
        MatOfByte bytes = new MatOfByte();
        Mat picture = Imgcodecs.imdecode(new MatOfByte(encoded("png")), Imgcodecs.IMREAD_COLOR);
        assertThat(Imgcodecs.imencode(ending, picture, bytes)).isTrue();
        return bytes.toArray();
    }

    private static byte[] sequence(String format, int pictures) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            for (int i = 0; i < pictures; i++) {
                writer.writeToSequence(new IIOImage(picture(30 + i, 20), null, null), null);
            }
            writer.endWriteSequence();
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static byte[] tiles() throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setTilingMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setTiling(16, 16, 0, 0);
            writer.write(null, new IIOImage(picture(48, 32), null, null), parameters);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static BufferedImage picture(int width, int height) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setPaint(new GradientPaint(0, 0, Color.ORANGE, width, height, Color.BLUE));
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        Random random = new Random(1);
        for (int i = 0; i < width * height / 4; i++) {
            picture.setRGB(random.nextInt(width), random.nextInt(height), random.nextInt(0x1000000));
        }
        return picture;
    }
}
