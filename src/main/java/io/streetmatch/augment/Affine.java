package io.streetmatch.augment;

import java.util.Random;

/**
 * Scaled, sheared, turned and shifted about its middle, in this order; the picture keeps its size.
 *
 * @param scale factor
 * @param shear degrees, along x and along y, each drawn by itself
 * @param rotate degrees, counter-clockwise
 * @param translate share of width and of height, each drawn by itself
 * @param border what appears beyond the picture's edge
 */
record Affine(Range scale, Range shear, Range rotate, Range translate, Border border) implements Operation {

    private static final Range NOTHING = new Range(0, 0);

    static Affine read(Fields fields) throws RecipeException {
        return new Affine(fields.range("scale", 0.1, 10, new Range(1, 1)), fields.range("shear", -60, 60, NOTHING),
                fields.range("rotate", -360, 360, NOTHING), fields.range("translate_percent", -1, 1, NOTHING), fields.border());
    }

    @Override
    public Edit draw(Random random) {
        double factor = scale.draw(random);
        double shearX = shear.draw(random);
        double shearY = shear.draw(random);
        double angle = rotate.draw(random);
        double right = translate.draw(random);
        double down = translate.draw(random);
        Homography back = inverse(factor, shearX, shearY, angle);
        return new Edit("Affine(scale=%s, shear=%s/%s, rotate=%s, translate=%s/%s)".formatted(Range.text(factor), Range.text(shearX),
                Range.text(shearY), Range.text(angle), Range.text(right), Range.text(down)),
                pixels -> Warp.apply(pixels,
                        Homography.about(pixels, back).afterShift(-right * pixels.getWidth(), -down * pixels.getHeight()), border));
    }

    /** From the result back to the picture, about the middle: the inverse of rotation x shear x scale. */
    private static Homography inverse(double factor, double shearX, double shearY, double angle) {
        double x = StrictMath.tan(StrictMath.toRadians(shearX));
        double y = StrictMath.tan(StrictMath.toRadians(shearY));
        Homography turned = Homography.rotation(angle);
        // The inverse of (1 x; y 1) * factor is (1 -x; -y 1) / (factor * (1 - x * y)).
        double scaled = factor * (1 - x * y);
        return Homography.linear((turned.a() - x * turned.d()) / scaled, (turned.b() - x * turned.e()) / scaled,
                (turned.d() - y * turned.a()) / scaled, (turned.e() - y * turned.b()) / scaled);
    }
}
