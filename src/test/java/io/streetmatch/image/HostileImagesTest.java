package io.streetmatch.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.streetmatch.SharedMaterial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Odd and broken files: each is read or refused with a reason, and none hangs or ends the program. */
class HostileImagesTest {

    private final PictureReader reader = new PictureReader(ReadLimits.DEFAULT);

    @Test
    void readsOrRefusesEachFile() throws Exception {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(SharedMaterial.require("images/hostile"))) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        List<String> read = new ArrayList<>();
        Map<BadImageException.Reason, List<String>> refused = new EnumMap<>(BadImageException.Reason.class);
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            Optional<BadImageException> refusal = assertTimeoutPreemptively(Duration.ofSeconds(30), () -> refusal(bytes), file::toString);
            if (refusal.isEmpty()) {
                read.add(file.getFileName().toString());
            } else {
                assertThat(refusal.get().getMessage()).as(file.toString()).isNotBlank();
                refused.computeIfAbsent(refusal.get().reason(), reason -> new ArrayList<>()).add(file.getFileName().toString());
            }
        }
        System.out.printf("hostile files: %d read, refused: %s%n", read.size(), refused);
        assertThat(read).containsAll(readElsewhere());
        assertThat(refused.get(BadImageException.Reason.TOO_LARGE)).contains("bomb-1bit-30000x30000.png", "bomb-sof-65500x65500.jpg", "reallybig.bmp");
        assertThat(refused.get(BadImageException.Reason.TRUNCATED)).contains("truncated-half.jpg", "truncated-header-only.jpg", "truncated.gif");
    }

    /** What Pillow reads of the formats that are read here, but for rare kinds that OpenCV does not know and damage that Pillow overlooks. */
    private static List<String> readElsewhere() throws Exception {
        List<String> otherwise = List.of("f-18.jpg", "f6b4389c3cf0f5997b2e5a4b905aea8d.jpg", "progressive-missing-ac.jpg", "2bit.tif",
                "ojpeg-strip.tif", "ojpeg-tile.tif", "12bit.cropped.tif", "16_bit_binary_pgm.tiff", "truncated_end_chunk.png");
        try (Stream<String> lines = Files.lines(SharedMaterial.require("images/hostile/hostile.csv"))) {
            return lines.skip(1).map(line -> line.split(",", -1)).filter(row -> row[8].equals("ok") && !row[9].contains("bomb"))
                    .filter(row -> List.of("JPEG", "MPO", "PNG", "WEBP", "BMP", "DIB", "TIFF", "GIF").contains(row[3]))
                    .map(row -> row[0].substring(row[0].lastIndexOf('/') + 1)).filter(name -> !otherwise.contains(name)).toList();
        }
    }

    private Optional<BadImageException> refusal(byte[] bytes) throws InterruptedException {
        try {
            assertThat(reader.read(bytes).pixels().rgb()).isNotEmpty();
            return Optional.empty();
        } catch (BadImageException e) {
            return Optional.of(e);
        }
    }

    @Test
    void readsWhereACameraWas() throws Exception {
        GeoLocation location = reader.read(Files.readAllBytes(SharedMaterial.require("images/places/p0023.jpg"))).location().orElseThrow();

        // 55 degrees 41' 58.42" north, 13 degrees 11' 40.29" east, as the file's bytes say.
        assertThat(location.latitude()).isCloseTo(55 + 41 / 60.0 + 58.42 / 3_600, within(1e-6));
        assertThat(location.longitude()).isCloseTo(13 + 11 / 60.0 + 40.29 / 3_600, within(1e-6));
    }

    @Test
    void turnsEveryExifOrientationUpright() throws Exception {
        Path folder = SharedMaterial.require("images/hostile/exiforient");
        Picture upright = reader.read(Files.readAllBytes(folder.resolve("Landscape_1.jpg"))).pixels().resized(64, 48);
        for (int orientation = 2; orientation <= 8; orientation++) {
            Picture turned = reader.read(Files.readAllBytes(folder.resolve("Landscape_" + orientation + ".jpg"))).pixels().resized(64, 48);
            double difference = 0;
            for (int i = 0; i < upright.rgb().length; i++) {
                difference += Math.abs((upright.rgb()[i] & 0xFF) - (turned.rgb()[i] & 0xFF));
            }
            // JPEG noise only; a picture left lying differs by tens of grey levels.
            assertThat(difference / upright.rgb().length).as("orientation %d", orientation).isLessThan(8);
        }
    }
}
