package io.streetmatch.image;

import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Point;
import org.opencv.core.Rect;
import org.opencv.core.Scalar;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;

/**
 * Edits that make questions whose right answer is known, for demonstration and evaluation. Done by OpenCV, apart from the recipes on
 * purpose: what is stored and what is asked must not share code. Safe for use by several threads.
 */
public final class Edits {

    /** Sigmas of blur are meant for pictures with this long side, in pixels. */
    public static final int BLUR_REFERENCE = 640;

    private static final Scalar BLACK = new Scalar(0, 0, 0);

    private Edits() {}

    /** What is done to a matrix of pixels. */
    private interface Operation {
        void apply(Mat from, Mat to);
    }

    /** Turned counter-clockwise about the middle; the size stays, the corners become black. */
    public static Picture rotated(Picture picture, double degrees) {
        return edited(picture, (from, to) -> {
            Mat turn = Imgproc.getRotationMatrix2D(new Point((from.width() - 1) / 2.0, (from.height() - 1) / 2.0), degrees, 1);
            Imgproc.warpAffine(from, to, turn, from.size(), Imgproc.INTER_LINEAR, Core.BORDER_CONSTANT, BLACK);
            Pixels.release(turn);
        });
    }

    /** Sheared by these tangents and scaled about the middle; what is uncovered becomes black. */
    public static Picture sheared(Picture picture, double tangentX, double tangentY, double scale) {
        return edited(picture, (from, to) -> {
            double x = (from.width() - 1) / 2.0;
            double y = (from.height() - 1) / 2.0;
            Mat matrix = new Mat(2, 3, CvType.CV_64F);
            matrix.put(0, 0, scale, scale * tangentX, x - scale * (x + tangentX * y), scale * tangentY, scale, y - scale * (tangentY * x + y));
            Imgproc.warpAffine(from, to, matrix, from.size(), Imgproc.INTER_LINEAR, Core.BORDER_CONSTANT, BLACK);
            Pixels.release(matrix);
        });
    }

    /**
     * A cut-out in the picture's proportions.
     *
     * @param area of the cut-out, as a share of the whole: more than 0, 1 at most
     * @param x where it lies: 0 at the left edge, 1 at the right
     * @param y where it lies: 0 at the top, 1 at the bottom
     */
    public static Picture cropped(Picture picture, double area, double x, double y) {
        int width = Math.max(1, (int) Math.round(picture.width() * Math.sqrt(area)));
        int height = Math.max(1, (int) Math.round(picture.height() * Math.sqrt(area)));
        Rect part = new Rect((int) Math.round(x * (picture.width() - width)), (int) Math.round(y * (picture.height() - height)), width, height);
        return edited(picture, (from, to) -> {
            Mat view = from.submat(part);
            view.copyTo(to);
            Pixels.release(view);
        });
    }

    /** Blurred by a Gaussian; {@code sigma} in pixels of a picture whose long side is {@value #BLUR_REFERENCE}. */
    public static Picture blurred(Picture picture, double sigma) {
        double own = sigma * Math.max(picture.width(), picture.height()) / BLUR_REFERENCE;
        return edited(picture, (from, to) -> Imgproc.GaussianBlur(from, to, new Size(0, 0), own));
    }

    /** Left and right exchanged. */
    public static Picture mirrored(Picture picture) {
        return edited(picture, (from, to) -> Core.flip(from, to, 1));
    }

    /**
     * Covered by a grey box in the picture's proportions.
     *
     * @param area of the box, as a share of the whole
     * @param x where it lies: 0 at the left edge, 1 at the right
     * @param y where it lies: 0 at the top, 1 at the bottom
     */
    public static Picture covered(Picture picture, double area, double x, double y) {
        int width = (int) Math.round(picture.width() * Math.sqrt(area));
        int height = (int) Math.round(picture.height() * Math.sqrt(area));
        Rect box = new Rect((int) Math.round(x * (picture.width() - width)), (int) Math.round(y * (picture.height() - height)), width, height);
        return edited(picture, (from, to) -> {
            from.copyTo(to);
            Imgproc.rectangle(to, box, new Scalar(128, 128, 128), Imgproc.FILLED);
        });
    }

    /** The bytes of a JPEG file, quality 0 to 100. */
    public static byte[] jpeg(Picture picture, int quality) {
        Mat rgb = Pixels.toRgb(picture);
        try {
            return Pixels.jpeg(rgb, quality);
        } finally {
            Pixels.release(rgb);
        }
    }

    private static Picture edited(Picture picture, Operation operation) {
        Mat from = Pixels.toRgb(picture);
        Mat to = new Mat();
        try {
            operation.apply(from, to);
            return Pixels.fromRgb(to);
        } finally {
            Pixels.release(from);
            Pixels.release(to);
        }
    }
}
