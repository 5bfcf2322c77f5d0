package io.streetmatch.demo;

import io.streetmatch.image.Picture;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.Polygon;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Random;

/**
 * A made-up street: houses on both sides of a road that runs to a vanishing point, with windows, doors, trees, lamps and cars. Every seed
 * gives another one, always the same. Not safe for use by several threads; draws without a display.
 */
public final class StreetScene {

    private final Random random;
    private final int width;
    private final int height;
    private final double horizon;
    private final double vanishing;
    private final float daylight;

    private StreetScene(long seed, int width, int height) {
        this.random = new Random(seed * 0x9E3779B97F4A7C15L);
        this.width = width;
        this.height = height;
        this.horizon = height * (0.42 + 0.16 * random.nextDouble());
        this.vanishing = width * (0.2 + 0.6 * random.nextDouble());
        this.daylight = random.nextInt(4) == 0 ? 0.45f : 0.8f + 0.2f * random.nextFloat();
    }

    /** Draws the scene of a seed, {@code width} and {@code height} in pixels. */
    public static Picture draw(long seed, int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            new StreetScene(seed, width, height).draw(graphics);
        } finally {
            graphics.dispose();
        }
        return picture(image, seed);
    }

    private void draw(Graphics2D graphics) {
        // Nobody holds a camera quite level, nor do all stand equally near.
        graphics.rotate(Math.toRadians(8 * random.nextDouble() - 4), width / 2.0, height / 2.0);
        double near = 1.05 + 0.5 * random.nextDouble();
        graphics.translate(width / 2.0 * (1 - near), height / 2.0 * (1 - near));
        graphics.scale(near, near);
        sky(graphics);
        ground(graphics);
        int kind = random.nextInt(5);
        side(graphics, -1, kind == 0);
        side(graphics, 1, kind == 1);
        if (kind == 2) {
            tower(graphics);
        }
        int things = 4 + random.nextInt(8);
        for (int i = 0; i < things; i++) {
            // From far to near, so that what is near covers what is far.
            double depth = 0.15 + 0.75 * (i + random.nextDouble()) / things;
            int side = random.nextBoolean() ? 1 : -1;
            switch (random.nextInt(4)) {
                case 0 -> tree(graphics, side, depth);
                case 1 -> lamp(graphics, side, depth);
                case 2 -> car(graphics, side, depth);
                default -> person(graphics, side, depth);
            }
        }
    }

    private void side(Graphics2D graphics, int side, boolean open) {
        if (open) {
            water(graphics, side);
        } else {
            facades(graphics, side);
        }
    }

    /** A river beside the road, with a far bank. */
    private void water(Graphics2D graphics, int side) {
        graphics.setColor(colour(0.5f + 0.12f * random.nextFloat(), 0.3f + 0.4f * random.nextFloat(), 0.4f + 0.3f * random.nextFloat()));
        graphics.fillPolygon(polygon(vanishing, horizon, vanishing + side * 0.42 * width * 1.5, y(1.5), vanishing + side * 3.0 * width, y(1.5),
                vanishing + side * 3.0 * width, horizon));
        double x = vanishing;
        while (Math.abs(x - vanishing) < width) {
            double w = width * (0.02 + 0.1 * random.nextDouble());
            double tall = height * (0.02 + 0.12 * random.nextDouble());
            graphics.setColor(colour(random.nextFloat(), 0.3f * random.nextFloat(), 0.3f + 0.5f * random.nextFloat()));
            fill(graphics, side > 0 ? x : x - w, horizon - tall, w, tall);
            x += side * w;
        }
        for (int i = 0; i < 4; i++) {
            double depth = 0.2 + 0.6 * random.nextDouble();
            double at = vanishing + side * width * (0.8 + random.nextDouble()) * depth;
            double w = 0.15 * width * depth;
            graphics.setColor(colour(random.nextFloat(), 0.7f, 0.5f));
            graphics.fillPolygon(polygon(at - w, y(depth) - 0.2 * w, at + w, y(depth) - 0.2 * w, at + 0.7 * w, y(depth), at - 0.7 * w, y(depth)));
            graphics.setColor(Color.WHITE);
            graphics.fillPolygon(polygon(at, y(depth) - 0.25 * w, at, y(depth) - 1.8 * w, at + 0.7 * w, y(depth) - 0.3 * w));
        }
    }

    /** What closes the street at its far end. */
    private void tower(Graphics2D graphics) {
        double w = width * (0.06 + 0.1 * random.nextDouble());
        double tall = height * (0.25 + 0.3 * random.nextDouble());
        graphics.setColor(colour(random.nextFloat(), 0.4f * random.nextFloat(), 0.4f + 0.4f * random.nextFloat()));
        fill(graphics, vanishing - w / 2, horizon - tall, w, tall);
        graphics.fillPolygon(polygon(vanishing - 0.6 * w, horizon - tall, vanishing + 0.6 * w, horizon - tall, vanishing, horizon - 1.5 * tall));
        graphics.setColor(new Color(0xF7F0D8));
        graphics.fillOval((int) (vanishing - 0.3 * w), (int) (horizon - 0.9 * tall), (int) (0.6 * w), (int) (0.6 * w));
    }

    private void sky(Graphics2D graphics) {
        float hue = random.nextBoolean() ? 0.55f + 0.08f * random.nextFloat() : 0.05f + 0.06f * random.nextFloat();
        graphics.setPaint(new GradientPaint(0, 0, colour(hue, 0.2f + 0.5f * random.nextFloat(), 0.6f + 0.4f * random.nextFloat()),
                0, (float) horizon, colour(hue, 0.1f, 0.95f)));
        graphics.fillRect(0, 0, width, height);
        graphics.setColor(new Color(255, 255, 255, 110));
        int clouds = random.nextInt(6);
        for (int i = 0; i < clouds; i++) {
            int w = width / 8 + random.nextInt(width / 4);
            graphics.fillOval(random.nextInt(width) - w / 2, random.nextInt(Math.max(1, (int) (0.6 * horizon))), w, w / 4 + random.nextInt(w / 4));
        }
    }

    private void ground(Graphics2D graphics) {
        graphics.setColor(colour(random.nextFloat(), 0.05f + 0.15f * random.nextFloat(), 0.45f + 0.3f * random.nextFloat()));
        graphics.fillRect(0, (int) horizon, width, height);
        double road = width * (0.25 + 0.15 * random.nextDouble());
        graphics.setColor(colour(0, 0, 0.25f + 0.2f * random.nextFloat()));
        graphics.fillPolygon(polygon(vanishing, horizon, vanishing + road, height, vanishing - road, height));
        graphics.setColor(random.nextBoolean() ? Color.WHITE : new Color(0xE8C547));
        double dash = 0.05 + 0.08 * random.nextDouble();
        for (double near = 0.05; near < 1; near += 2 * dash) {
            double far = Math.min(1, near + dash);
            double thick = 0.015 * width;
            graphics.fillPolygon(polygon(vanishing - thick * near, y(near), vanishing + thick * near, y(near),
                    vanishing + thick * far, y(far), vanishing - thick * far, y(far)));
        }
        if (random.nextInt(3) == 0) {
            crossing(graphics, 0.5 + 0.3 * random.nextDouble(), road);
        }
    }

    private void crossing(Graphics2D graphics, double depth, double road) {
        graphics.setColor(new Color(0xF0F0F0));
        for (double across = -0.9; across < 0.9; across += 0.25) {
            graphics.fillPolygon(polygon(vanishing + across * road * depth, y(depth), vanishing + (across + 0.12) * road * depth, y(depth),
                    vanishing + (across + 0.12) * road * (depth + 0.1), y(depth + 0.1), vanishing + across * road * (depth + 0.1), y(depth + 0.1)));
        }
    }

    /** A row of houses; depth 0 is the vanishing point, 1 the lower edge of the picture. */
    private void facades(Graphics2D graphics, int side) {
        double wall = width * (0.5 + 0.2 * random.nextDouble());
        double far = 0.12;
        while (far < 1.5) {
            double near = far * (1.25 + 0.6 * random.nextDouble());
            double tall = height * (0.35 + 0.9 * random.nextDouble());
            if (random.nextInt(8) > 0) {
                house(graphics, side * wall, far, near, tall);
            }
            far = near * (random.nextInt(4) == 0 ? 1.12 : 1);
        }
    }

    private void house(Graphics2D graphics, double wall, double far, double near, double tall) {
        float hue = random.nextFloat();
        float saturation = 0.7f * random.nextFloat() * random.nextFloat();
        float value = 0.35f + 0.6f * random.nextFloat();
        graphics.setColor(colour(hue, saturation, value));
        graphics.fillPolygon(onWall(wall, far, near, tall, 0, 1, 0, 1));
        if (random.nextInt(3) > 0) {
            graphics.setColor(colour(random.nextBoolean() ? 0.03f : 0.6f, 0.6f * random.nextFloat(), 0.25f + 0.4f * random.nextFloat()));
            graphics.fillPolygon(onWall(wall, far, near, tall, 0, 1, 1, 1.08 + 0.15 * random.nextDouble()));
        }
        if (random.nextInt(3) == 0) {
            courses(graphics, wall, far, near, tall, colour(hue, saturation, 0.8f * value));
        }
        int columns = 2 + random.nextInt(5);
        int rows = 2 + random.nextInt(6);
        double pane = 0.35 + 0.35 * random.nextDouble();
        Color glass = colour(0.55f, 0.4f * random.nextFloat(), 0.15f + 0.4f * random.nextFloat());
        Color frame = random.nextBoolean() ? Color.WHITE : colour(hue, saturation, 0.6f * value);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                double left = (column + 0.5 - pane / 2) / columns;
                double bottom = (row + 0.5 - pane / 2) / rows;
                boolean door = row == 0 && column == columns / 2;
                graphics.setColor(frame);
                graphics.fillPolygon(onWall(wall, far, near, tall, left - 0.02, left + pane / columns + 0.02, door ? 0 : bottom - 0.012,
                        bottom + pane / rows + 0.012));
                graphics.setColor(door ? colour(random.nextFloat(), 0.7f, 0.4f) : random.nextInt(6) == 0 ? new Color(0xF5E2A0) : glass);
                graphics.fillPolygon(onWall(wall, far, near, tall, left, left + pane / columns, door ? 0 : bottom, bottom + pane / rows));
            }
        }
        if (random.nextInt(3) == 0) {
            graphics.setColor(colour(random.nextFloat(), 0.8f, 0.8f));
            graphics.fillPolygon(onWall(wall, far, near, tall, 0.05, 0.95, 0.9 / rows, 1.25 / rows));
        }
    }

    /** The lines of bricks or boards. */
    private void courses(Graphics2D graphics, double wall, double far, double near, double tall, Color colour) {
        graphics.setColor(colour);
        int courses = 12 + random.nextInt(20);
        for (int i = 0; i < courses; i++) {
            double bottom = (i + 0.5) / courses;
            graphics.fillPolygon(onWall(wall, far, near, tall, 0, 1, bottom, bottom + 0.25 / courses));
        }
    }

    /** A rectangle on a wall: {@code left} and {@code right} from its far to its near end, {@code bottom} and {@code top} of its height. */
    private Polygon onWall(double wall, double far, double near, double tall, double left, double right, double bottom, double top) {
        double from = far + left * (near - far);
        double to = far + right * (near - far);
        return polygon(vanishing + wall * from, y(from) - bottom * tall * from, vanishing + wall * to, y(to) - bottom * tall * to,
                vanishing + wall * to, y(to) - top * tall * to, vanishing + wall * from, y(from) - top * tall * from);
    }

    private void tree(Graphics2D graphics, int side, double depth) {
        double x = vanishing + side * width * 0.42 * depth;
        double tall = height * (0.35 + 0.25 * random.nextDouble()) * depth;
        graphics.setColor(new Color(0x5A4030));
        fill(graphics, x - 0.03 * tall, y(depth) - 0.5 * tall, 0.06 * tall, 0.5 * tall);
        float hue = 0.2f + 0.17f * random.nextFloat();
        for (int i = 0; i < 9; i++) {
            graphics.setColor(colour(hue, 0.5f + 0.3f * random.nextFloat(), 0.25f + 0.4f * random.nextFloat()));
            double size = tall * (0.25 + 0.25 * random.nextDouble());
            graphics.fillOval((int) (x + tall * (random.nextDouble() - 0.5) * 0.5 - size / 2),
                    (int) (y(depth) - tall * (0.5 + 0.45 * random.nextDouble()) - size / 2), (int) size, (int) size);
        }
    }

    private void lamp(Graphics2D graphics, int side, double depth) {
        double x = vanishing + side * width * 0.38 * depth;
        double tall = height * 0.5 * depth;
        graphics.setColor(new Color(0x303438));
        graphics.setStroke(new BasicStroke((float) Math.max(1, 0.012 * height * depth)));
        graphics.drawLine((int) x, (int) y(depth), (int) x, (int) (y(depth) - tall));
        graphics.drawLine((int) x, (int) (y(depth) - tall), (int) (x - side * 0.25 * tall), (int) (y(depth) - 1.05 * tall));
        graphics.setColor(new Color(0xFFF3B0));
        fill(graphics, x - side * 0.25 * tall - 0.04 * tall, y(depth) - 1.06 * tall, 0.08 * tall, 0.05 * tall);
    }

    private void car(Graphics2D graphics, int side, double depth) {
        double x = vanishing + side * width * 0.17 * depth;
        double w = width * 0.2 * depth;
        double top = y(depth) - 0.7 * w;
        graphics.setColor(colour(random.nextFloat(), 0.2f + 0.7f * random.nextFloat(), 0.3f + 0.6f * random.nextFloat()));
        graphics.fillRoundRect((int) (x - w / 2), (int) (top + 0.3 * w), (int) w, (int) (0.36 * w), (int) (0.15 * w), (int) (0.15 * w));
        graphics.fillRoundRect((int) (x - 0.38 * w), (int) top, (int) (0.76 * w), (int) (0.45 * w), (int) (0.2 * w), (int) (0.2 * w));
        graphics.setColor(new Color(0x26323C));
        fill(graphics, x - 0.3 * w, top + 0.06 * w, 0.6 * w, 0.22 * w);
        graphics.setColor(side > 0 ? new Color(0xC8102E) : new Color(0xFFF8DC));
        fill(graphics, x - 0.45 * w, top + 0.38 * w, 0.14 * w, 0.09 * w);
        fill(graphics, x + 0.31 * w, top + 0.38 * w, 0.14 * w, 0.09 * w);
        graphics.setColor(new Color(0x151515));
        fill(graphics, x - 0.46 * w, top + 0.64 * w, 0.16 * w, 0.1 * w);
        fill(graphics, x + 0.3 * w, top + 0.64 * w, 0.16 * w, 0.1 * w);
    }

    private void person(Graphics2D graphics, int side, double depth) {
        double x = vanishing + side * width * (0.3 + 0.12 * random.nextDouble()) * depth;
        double tall = height * 0.22 * depth;
        graphics.setColor(colour(random.nextFloat(), 0.6f, 0.2f + 0.6f * random.nextFloat()));
        fill(graphics, x - 0.12 * tall, y(depth) - 0.85 * tall, 0.24 * tall, 0.45 * tall);
        graphics.setColor(colour(0.6f, 0.4f, 0.1f + 0.4f * random.nextFloat()));
        fill(graphics, x - 0.1 * tall, y(depth) - 0.4 * tall, 0.2 * tall, 0.4 * tall);
        graphics.setColor(colour(0.07f, 0.45f, 0.4f + 0.5f * random.nextFloat()));
        graphics.fillOval((int) (x - 0.08 * tall), (int) (y(depth) - 1.02 * tall), (int) (0.16 * tall), (int) (0.18 * tall));
    }

    private double y(double depth) {
        return horizon + depth * (height - horizon);
    }

    private static void fill(Graphics2D graphics, double x, double y, double w, double h) {
        graphics.fillRect((int) Math.round(x), (int) Math.round(y), (int) Math.max(1, Math.round(w)), (int) Math.max(1, Math.round(h)));
    }

    private static Polygon polygon(double... xy) {
        Polygon polygon = new Polygon();
        for (int i = 0; i < xy.length; i += 2) {
            polygon.addPoint((int) Math.round(xy[i]), (int) Math.round(xy[i + 1]));
        }
        return polygon;
    }

    private Color colour(float hue, float saturation, float value) {
        return Color.getHSBColor(hue, saturation, value * daylight);
    }

    /** With the grain of a camera: flat areas compress far better than photographs do. */
    private static Picture picture(BufferedImage image, long seed) {
        Random grain = new Random(seed);
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        byte[] rgb = new byte[3 * pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            int noise = (grain.nextInt() >> 28) + (grain.nextInt() >> 29);
            for (int channel = 0; channel < 3; channel++) {
                int value = (pixels[i] >> (16 - 8 * channel) & 0xFF) + noise;
                rgb[3 * i + channel] = (byte) Math.max(0, Math.min(255, value));
            }
        }
        return Picture.ofRgb(image.getWidth(), image.getHeight(), rgb);
    }
}
