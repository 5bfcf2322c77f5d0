package io.streetmatch.image;

import io.streetmatch.image.BadImageException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.Optional;
import org.opencv.core.CvException;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.Rect;
import org.opencv.core.Size;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes files to upright RGB pictures: the EXIF orientation of JPEG, PNG, TIFF and WebP is applied once, 16 bits become 8, grey becomes
 * RGB, and what is transparent in a PNG, WebP or GIF shows white. The alpha of a TIFF or BMP is ignored, as is a PNG's single transparent
 * shade of grey.
 *
 * <p>Immutable; safe for use by several threads.
 */
public final class PictureReader {

    private static final Logger LOG = LoggerFactory.getLogger(PictureReader.class);

    /** No reduction goes below this: INTER_AREA to a model's input then loses nothing that could be seen there (pixels). */
    private static final int SHORT_SIDE_KEPT = 400;

    /** Larger results are reduced to this short side, so that waiting pictures are small (pixels). */
    private static final int SHORT_SIDE_WANTED = 512;

    /** A long strip is reduced until it has no more than these, however short its short side gets: nobody sees more in it. */
    private static final double MOST_PIXELS_KEPT = 4_000_000;

    /** From here on pictures are decoded one at a time: each may take hundreds of megabytes outside the Java heap. */
    private static final long LARGE_PIXELS = 20_000_000L;

    private static final Semaphore LARGE = new Semaphore(1);

    private final ReadLimits limits;

    /** A reader with these limits. */
    public PictureReader(ReadLimits limits) {
        this.limits = limits;
        OpenCv.ensureLoaded();
    }

    /** The limits in force. */
    public ReadLimits limits() {
        return limits;
    }

    /**
     * The bytes of a file, unless there are too many: a film dropped by mistake is not worth the memory.
     *
     * @throws BadImageException when the file is larger than allowed
     * @throws IOException when it cannot be read
     */
    public byte[] bytesOf(Path file) throws BadImageException, IOException {
        requireAllowed(Files.size(file));
        return Files.readAllBytes(file);
    }

    /**
     * Decodes the bytes of a file.
     *
     * @throws BadImageException when they are not a picture that can be read; whatever a decoder throws becomes one
     */
    public DecodedPicture read(byte[] bytes) throws BadImageException {
        requireAllowed(bytes.length);
        ImageHeader header = ImageHeader.parse(bytes);
        requireAllowed(header);
        long pixels = (long) header.width() * header.height();
        if (!header.complete()) {
            throw new BadImageException(Reason.TRUNCATED,
                    "The %s file ends before its picture does; it was probably cut off while it was copied.".formatted(header.format()));
        }
        boolean large = pixels > LARGE_PIXELS;
        if (large) {
            LARGE.acquireUninterruptibly();
        }
        try {
            return decode(bytes, header);
        } catch (CvException | IllegalArgumentException e) {
            LOG.debug("a picture cannot be decoded", e);
            throw undecodable(header);
        } finally {
            if (large) {
                LARGE.release();
            }
        }
    }

    private static BadImageException undecodable(ImageHeader header) {
        return new BadImageException(Reason.CORRUPT,
                "The %s picture cannot be decoded: it is damaged, or of a rare kind that is not read here.".formatted(header.format()));
    }

    private void requireAllowed(ImageHeader header) throws BadImageException {
        if (header.width() < 1 || header.height() < 1) {
            throw new BadImageException(Reason.CORRUPT, "The %s header claims a picture of %d x %d pixels."
                    .formatted(header.format(), header.width(), header.height()));
        }
        long pixels = (long) header.width() * header.height();
        if (pixels > limits.maxPixels()) {
            throw new BadImageException(Reason.TOO_LARGE, "The picture has %d x %d pixels, %,d in all; image.maxPixels allows %,d."
                    .formatted(header.width(), header.height(), pixels, limits.maxPixels()));
        }
    }

    private void requireAllowed(long bytes) throws BadImageException {
        if (bytes > limits.maxBytes()) {
            throw new BadImageException(Reason.TOO_LARGE, "The file has %,d bytes; image.maxBytes allows %,d."
                    .formatted(bytes, limits.maxBytes()));
        }
    }

    private DecodedPicture decode(byte[] bytes, ImageHeader header) throws BadImageException {
        Mat opaque = new Mat();
        Mat bgr = new Mat();
        Mat decoded = pixels(bytes, header);
        try {
            if (header.alpha()) {
                Pixels.overWhite(decoded, opaque);
            }
            reduce(header.alpha() ? opaque : decoded, bgr);
            CameraData camera = CameraData.of(bytes);
            // A turned picture has its sides exchanged; in a square that does not matter, nor in what is nearly one and reduced.
            boolean turned = decoded.width() != decoded.height()
                    && decoded.width() > decoded.height() != header.width() > header.height();
            if (isLeftLying(header)) {
                Pixels.turnUpright(bgr, camera.orientation());
                turned = camera.orientation() >= 5;
            }
            return new DecodedPicture(Pixels.fromBgr(bgr), header.format(),
                    turned ? header.height() : header.width(), turned ? header.width() : header.height(), camera.location());
        } finally {
            Pixels.release(decoded);
            Pixels.release(opaque);
            Pixels.release(bgr);
        }
    }

    /** As they come out of the file, to be released by the caller; of what moves, the first frame. */
    private Mat pixels(byte[] bytes, ImageHeader header) throws BadImageException {
        if (header.format() == ImageFormat.GIF) {
            return GifFrame.decode(bytes);
        }
        Optional<WebpStructure.Frame> frame = header.format() == ImageFormat.WEBP ? WebpStructure.firstFrame(bytes) : Optional.empty();
        return frame.isPresent() ? onScreen(frame.get(), header) : decoded(bytes, header);
    }

    private Mat onScreen(WebpStructure.Frame frame, ImageHeader screenHeader) throws BadImageException {
        ImageHeader header = ImageHeader.parse(frame.file());
        requireAllowed(header);
        if ((long) frame.left() + header.width() > screenHeader.width() || (long) frame.top() + header.height() > screenHeader.height()) {
            throw undecodable(header);
        }
        Mat screen = Pixels.white(screenHeader.width(), screenHeader.height());
        Mat place = screen.submat(new Rect(frame.left(), frame.top(), header.width(), header.height()));
        Mat decoded = new Mat();
        try {
            decoded = decoded(frame.file(), header);
            if (header.alpha()) {
                Pixels.overWhite(decoded, place);
            } else {
                decoded.copyTo(place);
            }
            return screen;
        } catch (BadImageException | RuntimeException e) {
            Pixels.release(screen);
            throw e;
        } finally {
            Pixels.release(decoded);
            Pixels.release(place);
        }
    }

    private static Mat decoded(byte[] bytes, ImageHeader header) throws BadImageException {
        MatOfByte encoded = new MatOfByte(bytes);
        try {
            Mat decoded = Imgcodecs.imdecode(encoded, flags(header));
            if (decoded.empty()) {
                throw undecodable(header);
            }
            return decoded;
        } finally {
            Pixels.release(encoded);
        }
    }

    private static int flags(ImageHeader header) {
        if (header.alpha()) {
            return Imgcodecs.IMREAD_UNCHANGED;
        }
        if (header.format() != ImageFormat.JPEG) {
            // OpenCV would decode the whole picture all the same, then reduce it by a filter that aliases, and squash a turned TIFF.
            return Imgcodecs.IMREAD_COLOR;
        }
        int shortSide = Math.min(header.width(), header.height());
        return shortSide / 8 >= SHORT_SIDE_KEPT ? Imgcodecs.IMREAD_REDUCED_COLOR_8
                : shortSide / 4 >= SHORT_SIDE_KEPT ? Imgcodecs.IMREAD_REDUCED_COLOR_4
                : shortSide / 2 >= SHORT_SIDE_KEPT ? Imgcodecs.IMREAD_REDUCED_COLOR_2
                : Imgcodecs.IMREAD_COLOR;
    }

    /** OpenCV 4.9 applies the EXIF orientation of JPEG, TIFF and PNG files, but never of WebP, nor of what it decodes with its alpha. */
    private static boolean isLeftLying(ImageHeader header) {
        return header.format() == ImageFormat.WEBP || header.alpha();
    }

    private static void reduce(Mat from, Mat to) {
        double area = (double) from.width() * from.height();
        double scale = Math.min((double) SHORT_SIDE_WANTED / Math.min(from.width(), from.height()), Math.sqrt(MOST_PIXELS_KEPT / area));
        if (scale >= 1) {
            from.copyTo(to);
            return;
        }
        Size size = new Size(Math.max(1, Math.round(from.width() * scale)), Math.max(1, Math.round(from.height() * scale)));
        Imgproc.resize(from, to, size, 0, 0, Imgproc.INTER_AREA);
    }
}
