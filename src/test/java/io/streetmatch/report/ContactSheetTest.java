package io.streetmatch.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.streetmatch.embed.Metric;
import io.streetmatch.image.BadImageException;
import io.streetmatch.image.DecodedPicture;
import io.streetmatch.image.ImageFormat;
import io.streetmatch.image.ImageId;
import io.streetmatch.image.Picture;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ContactSheetTest {

    private static final Instant NOW = Instant.parse("2024-05-01T10:00:00Z");
    private static final int RED = 0xE01010;
    private static final int BLUE = 0x1010E0;
    private static final int GREY = 0xC8C8C8;
    private static final int WHITE = 0xFFFFFF;

    /** Middle of the question's box. */
    private static final int QUESTION_X = 260;

    private static final int QUESTION_Y = 260;

    private final ContactSheet sheet = new ContactSheet();

    @Test
    void showsTheQuestionAndFiveMatchesWithTheirCaptions() throws IOException {
        List<Integer> asked = new ArrayList<>();
        BufferedImage drawn = read(sheet.draw(found(7), Optional.of(plain(400, 200, RED)), match -> {
            asked.add(match.rank());
            return match.rank() == 3 ? Optional.empty() : Optional.of(plain(100, 300, BLUE));
        }));

        assertThat(drawn.getWidth()).isEqualTo(ContactSheet.WIDTH);
        assertThat(drawn.getHeight()).isEqualTo(ContactSheet.HEIGHT);
        assertThat(asked).containsExactly(1, 2, 3, 4, 5);
        assertColour(drawn, QUESTION_X, QUESTION_Y, RED);
        // Twice as wide as high: paper above and below, at the box's upper edge.
        assertColour(drawn, QUESTION_X, 40, WHITE);
        for (int rank = 1; rank <= 5; rank++) {
            int left = 20 + (rank - 1) * 252;
            assertColour(drawn, left + 60 + 56, 560, rank == 3 ? GREY : BLUE);
            // Three times as high as wide: paper left of the picture, unless the box is grey.
            assertColour(drawn, left + 10, 560, rank == 3 ? GREY : WHITE);
            assertThat(darkPixels(drawn, left, 760, 232, 60)).as("caption of match " + rank).isGreaterThan(100);
        }
        assertThat(darkPixels(drawn, 20 + 2 * 252, 600, 232, 80)).as("label of the grey box").isGreaterThan(50);
        assertThat(darkPixels(drawn, 520, 20, 740, 40)).as("the question's name").isGreaterThan(100);
    }

    @Test
    void saysThatThereAreNoMatches() throws IOException {
        BufferedImage drawn = read(sheet.draw(found(0), Optional.of(plain(50, 50, RED)), match -> Optional.empty()));

        assertThat(drawn.getHeight()).isEqualTo(ContactSheet.HEIGHT_WITHOUT_MATCHES);
        assertColour(drawn, QUESTION_X, QUESTION_Y, RED);
        assertThat(darkPixels(drawn, 520, 105, 740, 40)).isGreaterThan(100);
    }

    @Test
    void givesTheReasonWhenThereIsNoAnswer() throws IOException {
        Failure failure = Failure.of(new BadImageException(BadImageException.Reason.NOT_A_PICTURE, "The file is no picture. ".repeat(20)));
        Question question = Question.undecoded("Stra\u00dfe/\u00e9t\u00e9 \u6771\u4eac.jpg", id("q"), 12);
        BufferedImage drawn = read(sheet.draw(new Failed(question, failure, NOW), Optional.empty(), match -> Optional.empty()));

        assertColour(drawn, QUESTION_X, 60, GREY);
        assertThat(darkPixels(drawn, 520, 75, 740, 160)).as("the reason, in several lines").isGreaterThan(500);
        assertThat(darkPixels(drawn, ContactSheet.WIDTH - 15, 0, 15, 520)).as("text in the margin").isZero();
    }

    private static Found found(int matches) {
        Question question = Question.decoded("evening/market.jpg", id("q"), 100,
                new DecodedPicture(plain(400, 200, RED), ImageFormat.JPEG, 400, 200, Optional.empty()));
        List<Match> found = IntStream.rangeClosed(1, matches)
                .mapToObj(rank -> new Match(rank, "a long folder name/and another one/picture " + rank + ".jpg", id("m" + rank),
                        "archive/m" + rank, rank == 2 ? "mirror" : "original", Optional.empty(), rank / 10.0, 1, 100, 300, NOW, Optional.empty()))
                .toList();
        return new Found(question, new AnsweringModel("toy", "f", 3, Metric.L2, "CPU"), new SearchedIndex("embedded", matches, matches),
                Grouping.PICTURE, found, new Timings(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO), NOW);
    }

    private static ImageId id(String content) {
        return ImageId.of(content.getBytes(StandardCharsets.UTF_8));
    }

    private static Picture plain(int width, int height, int colour) {
        byte[] rgb = new byte[width * height * 3];
        for (int i = 0; i < rgb.length; i += 3) {
            rgb[i] = (byte) (colour >> 16);
            rgb[i + 1] = (byte) (colour >> 8);
            rgb[i + 2] = (byte) colour;
        }
        return Picture.ofRgb(width, height, rgb);
    }

    private static BufferedImage read(byte[] jpeg) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(jpeg));
    }

    private static void assertColour(BufferedImage image, int x, int y, int expected) {
        int actual = image.getRGB(x, y) & 0xFFFFFF;
        for (int shift = 0; shift <= 16; shift += 8) {
            assertThat(actual >> shift & 0xFF).as("%06x at %d, %d, wanted %06x", actual, x, y, expected).isBetween(
                    (expected >> shift & 0xFF) - 12, (expected >> shift & 0xFF) + 12);
        }
    }

    private static long darkPixels(BufferedImage image, int x, int y, int width, int height) {
        return IntStream.range(0, width * height)
                .map(i -> image.getRGB(x + i % width, y + i / width))
                .filter(rgb -> (rgb >> 8 & 0xFF) < 160)
                .count();
    }
}
