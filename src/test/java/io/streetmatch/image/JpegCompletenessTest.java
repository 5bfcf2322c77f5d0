package io.streetmatch.image;

import static io.streetmatch.image.GrowingFiles.completeLengths;
import static io.streetmatch.image.GrowingFiles.jpeg;
import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JpegCompletenessTest {

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
        assertThat(completeLengths(whole, folder)).containsExactly(whole.length);
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
        assertThat(completeLengths(whole, folder)).containsExactly(whole.length);
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
        assertThat(completeLengths(whole, folder)).containsExactly(first.length, whole.length);
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
}
