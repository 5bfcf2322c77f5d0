package io.streetmatch.image;

import static io.streetmatch.image.GrowingFiles.completeLengths;
import static io.streetmatch.image.GrowingFiles.encoded;
import static io.streetmatch.image.GrowingFiles.jpeg;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of JPEG files see {@link JpegCompletenessTest}. */
class CompletenessTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp", "gif", "tiff", "webp", "animated gif", "tiff of libtiff", "tiff of two pages", "tiff of tiles"})
    void onlyTheWholeOfOtherFormatsIsComplete(String format) throws Exception {
        byte[] whole = encoded(format);
        assertThat(completeLengths(whole, folder)).containsExactly(whole.length);
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
        assertThat(completeLengths(commented, folder)).containsExactly(commented.length);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void onlyTheWholeOfATiffWithCameraDataIsComplete(boolean little) throws Exception {
        ExifBlock block = new ExifBlock(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN).orientation(6)
                .gps(2, "N", 55, 1, 41, 1, 5842, 100).thumbnail(jpeg(16, 12, false));
        byte[] pixels = new byte[3 * 20 * 10];
        new Random(1).nextBytes(pixels);
        byte[] whole = block.tiff(20, 10, pixels);
        assertThat(completeLengths(whole, folder)).containsExactly(whole.length);
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

    /** A picture's header, or that it has none, is all that may come of any bytes. */
    private static void parsed(byte[] bytes) {
        try {
            ImageHeader.parse(bytes);
        } catch (BadImageException e) {
            assertThat(e).hasMessageEndingWith(".");
        }
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("file"), bytes);
    }
}
