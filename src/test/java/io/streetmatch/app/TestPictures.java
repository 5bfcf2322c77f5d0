package io.streetmatch.app;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.ImageIO;

/** Pictures drawn for tests: each seed gives another one, always the same. */
final class TestPictures {

    private TestPictures() {}

    /** A JPEG file with houses of random colours and windows. */
    static byte[] jpeg(long seed, int width, int height) {
        return encoded(draw(seed, width, height));
    }

    /** The same scene turned upside down. */
    static byte[] upsideDown(long seed, int width, int height) {
        BufferedImage turned = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = turned.createGraphics();
        graphics.rotate(Math.PI, width / 2.0, height / 2.0);
        graphics.drawImage(draw(seed, width, height), 0, 0, null);
        graphics.dispose();
        return encoded(turned);
    }

    private static BufferedImage draw(long seed, int width, int height) {
        Random random = new Random(seed);
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(new Color(random.nextInt(0x1000000)));
        graphics.fillRect(0, 0, width, height);
        for (int i = 0; i < 40; i++) {
            graphics.setColor(new Color(random.nextInt(0x1000000)));
            int w = 10 + random.nextInt(width / 3);
            int h = 10 + random.nextInt(height / 3);
            if (random.nextBoolean()) {
                graphics.fillRect(random.nextInt(width), random.nextInt(height), w, h);
            } else {
                graphics.fillOval(random.nextInt(width), random.nextInt(height), w, h);
            }
        }
        graphics.dispose();
        return picture;
    }

    private static byte[] encoded(BufferedImage picture) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ImageIO.write(picture, "jpg", bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
