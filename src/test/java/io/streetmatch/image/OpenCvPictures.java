package io.streetmatch.image;

import java.util.function.BiConsumer;
import org.opencv.core.Mat;

/** OpenCV on pictures, for comparisons in tests. */
public final class OpenCvPictures {

    private OpenCvPictures() {}

    /** What an operation makes of a picture; it gets the picture and an empty matrix for the result. */
    public static Picture edited(Picture picture, BiConsumer<Mat, Mat> operation) {
        Mat from = Pixels.toRgb(picture);
        Mat to = new Mat();
        operation.accept(from, to);
        Picture edited = Pixels.fromRgb(to);
        Pixels.release(from);
        Pixels.release(to);
        return edited;
    }
}
