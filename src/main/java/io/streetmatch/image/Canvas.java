package io.streetmatch.image;

import java.text.Normalizer;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Point;
import org.opencv.core.Rect;
import org.opencv.core.Scalar;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;

/**
 * A surface to draw pictures and text on; what reaches over its edge is cut off.
 *
 * <p>Positions are pixels from the upper left corner; colours are {@code 0xRRGGBB}. Holds memory outside the Java heap until it is
 * closed. Not safe for use by several threads.
 */
public final class Canvas implements AutoCloseable {

    private static final int FONT = Imgproc.FONT_HERSHEY_SIMPLEX;
    private static final int STROKE = 1;

    /** The part of a line above the baseline: Hershey capitals are 21 units high, descenders reach 7 units down. */
    private static final double ASCENT = 21.0 / 28;

    private final Mat rgb;

    /** A surface of one colour, {@code width} and {@code height} in pixels, at least 1. */
    public Canvas(int width, int height, int colour) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("a canvas of %d x %d pixels cannot be drawn on".formatted(width, height));
        }
        OpenCv.ensureLoaded();
        this.rgb = new Mat(height, width, CvType.CV_8UC3, scalar(colour));
    }

    /** Fills a rectangle with a colour. */
    public void fill(int x, int y, int width, int height, int colour) {
        Imgproc.rectangle(rgb, new Rect(x, y, width, height), scalar(colour), Imgproc.FILLED);
    }

    /**
     * Puts a picture in the middle of a box, as large as fits with its sides in proportion.
     *
     * @throws IllegalArgumentException when the box has no area, or is not on the canvas as a whole
     */
    public void paste(Picture picture, int x, int y, int width, int height) {
        if (width < 1 || height < 1 || x < 0 || y < 0 || x + width > rgb.width() || y + height > rgb.height()) {
            throw new IllegalArgumentException("the box of %d x %d at %d, %d is not on the canvas of %d x %d"
                    .formatted(width, height, x, y, rgb.width(), rgb.height()));
        }
        double scale = Math.min((double) width / picture.width(), (double) height / picture.height());
        int fitWidth = (int) Math.max(1, Math.min(width, Math.round(picture.width() * scale)));
        int fitHeight = (int) Math.max(1, Math.min(height, Math.round(picture.height() * scale)));
        Mat pixels = Pixels.toRgb(picture.resized(fitWidth, fitHeight));
        Mat place = rgb.submat(new Rect(x + (width - fitWidth) / 2, y + (height - fitHeight) / 2, fitWidth, fitHeight));
        try {
            pixels.copyTo(place);
        } finally {
            Pixels.release(place);
            Pixels.release(pixels);
        }
    }

    /**
     * Writes one line of text. The font knows ASCII: accents are dropped, and what remains strange becomes {@code ?}.
     *
     * @param x left edge
     * @param y upper edge of the line
     * @param sizePx height of the line in pixels, descenders included
     */
    public void text(String text, int x, int y, int sizePx, int colour) {
        Point baseline = new Point(x, y + Math.round(sizePx * ASCENT));
        Imgproc.putText(rgb, ascii(text), baseline, FONT, fontScale(sizePx), scalar(colour), STROKE, Imgproc.LINE_AA);
    }

    /** Width in pixels that {@link #text} needs for a text. */
    public static int textWidth(String text, int sizePx) {
        OpenCv.ensureLoaded();
        Size size = Imgproc.getTextSize(ascii(text), FONT, fontScale(sizePx), STROKE, new int[1]);
        return (int) size.width;
    }

    /** The bytes of a JPEG file, quality 0 to 100. */
    public byte[] toJpeg(int quality) {
        return Pixels.jpeg(rgb, quality);
    }

    @Override
    public void close() {
        Pixels.release(rgb);
    }

    /** Text in the letters that the font has, one for each visible character. */
    static String ascii(String text) {
        StringBuilder letters = new StringBuilder();
        Normalizer.normalize(text, Normalizer.Form.NFKD).replaceAll("\\p{M}", "").codePoints()
                .forEach(point -> letters.append(point >= ' ' && point <= '~' ? (char) point : '?'));
        return letters.toString();
    }

    private static double fontScale(int sizePx) {
        // What OpenCV calls the height of the font is that of its capitals.
        return Imgproc.getFontScaleFromHeight(FONT, (int) Math.round(sizePx * ASCENT), STROKE);
    }

    private static Scalar scalar(int colour) {
        return new Scalar(colour >> 16 & 0xFF, colour >> 8 & 0xFF, colour & 0xFF);
    }
}
