package io.streetmatch.embed;

import io.streetmatch.image.Picture;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Pictures for tests, the same on every machine. */
final class Drawn {

    private Drawn() {}

    /** Coloured blocks; another seed, another picture. */
    static Picture blocks(int width, int height, long seed) {
        Random random = new Random(seed);
        byte[] rgb = new byte[width * height * 3];
        byte[] colours = new byte[8 * 8 * 3];
        random.nextBytes(colours);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                System.arraycopy(colours, (y * 8 / height * 8 + x * 8 / width) * 3, rgb, (y * width + x) * 3, 3);
            }
        }
        return Picture.ofRgb(width, height, rgb);
    }

    /** This many different ones. */
    static List<Picture> many(int count) {
        return IntStream.range(0, count).mapToObj(seed -> blocks(240, 180, seed)).toList();
    }

    /** The same picture with red and blue changed over. */
    static Picture swapped(Picture picture) {
        byte[] rgb = picture.rgb().clone();
        for (int i = 0; i < rgb.length; i += 3) {
            byte red = rgb[i];
            rgb[i] = rgb[i + 2];
            rgb[i + 2] = red;
        }
        return Picture.ofRgb(picture.width(), picture.height(), rgb);
    }
}
