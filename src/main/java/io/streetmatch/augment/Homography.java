package io.streetmatch.augment;

import ij.process.ColorProcessor;

/**
 * A projective map of the plane: {@code (x, y)} goes to {@code (ax+by+c, dx+ey+f) / (gx+hy+1)}. Pixel centres have whole coordinates;
 * y points down.
 */
record Homography(double a, double b, double c, double d, double e, double f, double g, double h) {

    /** A linear map: first row a, b; second row c, d. */
    static Homography linear(double a, double b, double c, double d) {
        return new Homography(a, b, 0, c, d, 0, 0, 0);
    }

    /** From a picture turned by so many degrees counter-clockwise (as one sees it) back to the picture. */
    static Homography rotation(double degrees) {
        double radians = StrictMath.toRadians(degrees);
        double cos = StrictMath.cos(radians);
        double sin = StrictMath.sin(radians);
        return linear(cos, -sin, sin, cos);
    }

    /** An affine map taken about the middle of a picture instead of its upper left corner. */
    static Homography about(ColorProcessor pixels, Homography map) {
        double x = (pixels.getWidth() - 1) / 2.0;
        double y = (pixels.getHeight() - 1) / 2.0;
        return new Homography(map.a, map.b, map.c + x - map.a * x - map.b * y, map.d, map.e, map.f + y - map.d * x - map.e * y, 0, 0);
    }

    /** This affine map after a shift: first {@code (x, y)} becomes {@code (x + dx, y + dy)}. */
    Homography afterShift(double dx, double dy) {
        return new Homography(a, b, c + a * dx + b * dy, d, e, f + d * dx + e * dy, 0, 0);
    }

    /**
     * The map that takes the corners of a {@code width} x {@code height} picture to four points.
     *
     * @param x of the points, beginning upper left, clockwise
     * @param y of the points
     * @see <a href="https://www.cs.cmu.edu/~ph/texfund/texfund.pdf">P. Heckbert, Fundamentals of Texture Mapping and Image Warping (1989),
     *     section 2.2.3, the case square to quadrilateral</a>
     */
    static Homography toQuadrilateral(int width, int height, double[] x, double[] y) {
        double dx1 = x[1] - x[2];
        double dx2 = x[3] - x[2];
        double sumX = x[0] - x[1] + x[2] - x[3];
        double dy1 = y[1] - y[2];
        double dy2 = y[3] - y[2];
        double sumY = y[0] - y[1] + y[2] - y[3];
        double determinant = dx1 * dy2 - dx2 * dy1;
        double g = (sumX * dy2 - dx2 * sumY) / determinant;
        double h = (dx1 * sumY - sumX * dy1) / determinant;
        // The formula is for the unit square: a picture's last pixel centre lies at width - 1.
        double u = 1.0 / Math.max(1, width - 1);
        double v = 1.0 / Math.max(1, height - 1);
        return new Homography((x[1] - x[0] + g * x[1]) * u, (x[3] - x[0] + h * x[3]) * v, x[0],
                (y[1] - y[0] + g * y[1]) * u, (y[3] - y[0] + h * y[3]) * v, y[0], g * u, h * v);
    }
}
