package io.streetmatch.image;

import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.core.Size;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

/** The bridge between pictures on the heap and OpenCV's memory, which is always given back. */
final class Pixels {

    private Pixels() {}

    /** Copies an 8-bit BGR matrix to a picture. */
    static Picture fromBgr(Mat bgr) {
        Mat rgb = new Mat();
        try {
            Imgproc.cvtColor(bgr, rgb, Imgproc.COLOR_BGR2RGB);
            return fromRgb(rgb);
        } finally {
            rgb.release();
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

    /** Resizes by pixel area, the only filter here that does not alias when it makes pictures smaller. */
    static Picture resized(Picture picture, int width, int height) {
        Mat rgb = toRgb(picture);
        Mat small = new Mat();
        try {
            Imgproc.resize(rgb, small, new Size(width, height), 0, 0, Imgproc.INTER_AREA);
            return fromRgb(small);
        } finally {
            rgb.release();
            small.release();
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
            bgr.release();
            encoded.release();
            parameters.release();
        }
    }
}
