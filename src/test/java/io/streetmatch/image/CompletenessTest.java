package io.streetmatch.image;

import static org.assertj.core.api.Assertions.assertThat;

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
    @ValueSource(strings = {"png", "bmp", "gif"})
    void onlyTheWholeOfOtherFormatsIsComplete(String format) throws Exception {
        byte[] whole = encoded(format);
        List<Integer> complete = completeLengths(whole);
        assertThat(complete).endsWith(whole.length);
        // GIF ends with one byte, which stands at other places, too; its blocks are not walked.
        if (!format.equals("gif")) {
            assertThat(complete).hasSize(1);
        }
    }

    @Test
    void aTiffIsNeverCertain() throws Exception {
        assertThat(Completeness.isCertain(write(encoded("tiff")))).isFalse();
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

    private static byte[] encoded(String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(picture(40, 30), format, bytes)).isTrue();
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
