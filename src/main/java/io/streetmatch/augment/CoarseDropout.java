package io.streetmatch.augment;

import ij.process.ColorProcessor;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Boxes that cover parts of the picture.
 *
 * @param holes how many
 * @param height of a box, as a share of the picture's
 * @param width of a box, as a share of the picture's
 * @param fill their colour
 */
record CoarseDropout(Range holes, Range height, Range width, Rgb fill) implements Operation {

    private record Hole(double x, double y, double width, double height) {

        @Override
        public String toString() {
            return "%s,%s,%s,%s".formatted(Range.text(x), Range.text(y), Range.text(width), Range.text(height));
        }
    }

    static CoarseDropout read(Fields fields) throws RecipeException {
        return new CoarseDropout(fields.integers("num_holes_range", 1, 100, new Range(1, 2)),
                fields.range("hole_height_range", 0, 1, new Range(0.1, 0.2)),
                fields.range("hole_width_range", 0, 1, new Range(0.1, 0.2)),
                fields.colour("fill", Rgb.BLACK));
    }

    @Override
    public Edit draw(Random random) {
        List<Hole> drawn = new ArrayList<>();
        for (int left = holes.drawInteger(random); left > 0; left--) {
            double high = height.draw(random);
            double wide = width.draw(random);
            drawn.add(new Hole(Range.rounded(random.nextDouble() * (1 - wide)), Range.rounded(random.nextDouble() * (1 - high)), wide, high));
        }
        String text = drawn.stream().map(Hole::toString).collect(Collectors.joining("; "));
        return new Edit("CoarseDropout(holes=" + text + ")", pixels -> covered(pixels, drawn));
    }

    private ColorProcessor covered(ColorProcessor pixels, List<Hole> drawn) {
        int wide = pixels.getWidth();
        int high = pixels.getHeight();
        pixels.setColor(new Color(fill.packed()));
        for (Hole hole : drawn) {
            pixels.fillRect((int) Math.round(hole.x * wide), (int) Math.round(hole.y * high),
                    (int) Math.round(hole.width * wide), (int) Math.round(hole.height * high));
        }
        return pixels;
    }
}
