package io.streetmatch.image;

import java.lang.ref.Reference;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.core.Scalar;
import org.opencv.core.Size;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

/** The bridge between pictures on the heap and OpenCV's memory, which is always given back. */
final class Pixels {

    /** Bounds what transparency takes beside a large picture (pixels). */
    static final int AT_ONCE = 2_000_000;

    private Pixels() {}

    /**
     * Gives a matrix's memory back; the last that is done with it. Nothing else may: {@link Mat#release} alone lets the garbage collector
     * take the matrix, and free its memory a second time, while the first call is still at it.
     */
    static void release(Mat matrix) {
        matrix.release();
        Reference.reachabilityFence(matrix);
    }

    /** An 8-bit BGR matrix that is white all over, which the caller releases. */
    static Mat white(int width, int height) {
        return new Mat(height, width, CvType.CV_8UC3, Scalar.all(255));
    }

    /** How many rows of a wide picture to work on at a time. */
    static int rowsAtOnce(int width) {
        return Math.max(1, AT_ONCE / width);
    }

    /** Copies an 8-bit BGR matrix to a picture. */
    static Picture fromBgr(Mat bgr) {
        Mat rgb = new Mat();
        try {
            Imgproc.cvtColor(bgr, rgb, Imgproc.COLOR_BGR2RGB);
            return fromRgb(rgb);
        } finally {
            release(rgb);
        }
    }

    /** Copies an 8-bit RGB matrix to a picture. */
    static Picture fromRgb(Mat rgb) {
        byte[] bytes = new byte[rgb.width() * rgb.height() * 3];
        rgb.get(0, 0, bytes);
        return Picture.ofRgb(rgb.width(), rgb.height(), bytes);
    }

    /** Copies a picture to an 8-bit RGB matrix, which the caller releases. */
    static Mat toRgb(Picture picture) {
        OpenCv.ensureLoaded();
        Mat rgb = new Mat(picture.height(), picture.width(), CvType.CV_8UC3);
        rgb.put(0, 0, picture.rgb());
        return rgb;
    }

    /**
     * Lays a decoded picture over white.
     *
     * @param decoded 8 or 16 bits, BGRA, BGR or grey
     * @param bgr becomes 8-bit BGR, of the same size
     */
    static void overWhite(Mat decoded, Mat bgr) {
        bgr.create(decoded.size(), CvType.CV_8UC3);
        int rows = rowsAtOnce(decoded.width());
        for (int from = 0; from < decoded.rows(); from += rows) {
            int to = Math.min(decoded.rows(), from + rows);
            Mat band = decoded.rowRange(from, to);
            Mat bytes = new Mat();
            Mat result = bgr.rowRange(from, to);
            Mat alpha = new Mat();
            try {
                band.convertTo(bytes, CvType.CV_8U, band.depth() == CvType.CV_16U ? 1 / 257.0 : 1);
                switch (bytes.channels()) {
                    case 4 -> {
                        Core.extractChannel(bytes, alpha, 3);
                        Imgproc.cvtColor(alpha, alpha, Imgproc.COLOR_GRAY2BGR);
                        Imgproc.cvtColor(bytes, result, Imgproc.COLOR_BGRA2BGR);
                        Core.multiply(result, alpha, result, 1 / 255.0);
                        Core.bitwise_not(alpha, alpha);
                        Core.add(result, alpha, result);
                    }
                    case 3 -> bytes.copyTo(result);
                    default -> Imgproc.cvtColor(bytes, result, Imgproc.COLOR_GRAY2BGR);
                }
            } finally {
                release(band);
                release(bytes);
                release(result);
                release(alpha);
            }
        }
    }

    /**
     * Turns a picture upright, in place.
     *
     * @param orientation how it lies, 1 to 8 (EXIF 2.32, tag 274)
     */
    static void turnUpright(Mat picture, int orientation) {
        switch (orientation) {
            case 2 -> Core.flip(picture, picture, 1);
            case 3 -> Core.rotate(picture, picture, Core.ROTATE_180);
            case 4 -> Core.flip(picture, picture, 0);
            case 5 -> Core.transpose(picture, picture);
            case 6 -> Core.rotate(picture, picture, Core.ROTATE_90_CLOCKWISE);
            case 7 -> {
                Core.transpose(picture, picture);
                Core.rotate(picture, picture, Core.ROTATE_180);
            }
            case 8 -> Core.rotate(picture, picture, Core.ROTATE_90_COUNTERCLOCKWISE);
            default -> { /* upright */ }
        }
    }

    /** Resizes by pixel area, the only filter here that does not alias when it makes pictures smaller. */
    static Picture resized(Picture picture, int width, int height) {
        Mat rgb = toRgb(picture);
        Mat small = new Mat();
        try {
            Imgproc.resize(rgb, small, new Size(width, height), 0, 0, Imgproc.INTER_AREA);
            return fromRgb(small);
        } finally {
            release(rgb);
            release(small);
        }
    }

    /** The bytes of a JPEG file, quality 0 to 100. */
    static byte[] jpeg(Mat rgb, int quality) {
        Mat bgr = new Mat();
        MatOfByte encoded = new MatOfByte();
        MatOfInt parameters = new MatOfInt(Imgcodecs.IMWRITE_JPEG_QUALITY, quality);
        try {
            Imgproc.cvtColor(rgb, bgr, Imgproc.COLOR_RGB2BGR);
            Imgcodecs.imencode(".jpg", bgr, encoded, parameters);
            return encoded.toArray();
        } finally {
            release(bgr);
            release(encoded);
            release(parameters);
        }
    }
}
