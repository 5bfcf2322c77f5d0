package io.streetmatch.image;

import io.streetmatch.image.BadImageException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * <p>Safe for use by several threads. However many use it, what they decode takes only so much memory at a time, by what the headers say
 * ({@link DecodingMemory}): who comes later waits, and a picture that takes more than all of it is decoded alone. Whoever must not wait for
 * others has a reader of its own. {@link #read} waits and decodes; who needs something else to decode, such as a core, takes the room first
 * by {@link #open}, for those that have room already may be waiting for what it holds.
 */
public final class PictureReader {

    private static final Logger LOG = LoggerFactory.getLogger(PictureReader.class);

    /** Beside the heap and the model: dozens of JPEG files of 50 megapixels at a time, a few PNG or progressive ones, not two giants (bytes). */
    private static final long ROOM = 512L << 20;

    /** Where there are so many cores that this is more, each can decode 20 megapixels of any kind but the rarest (bytes). */
    private static final long ROOM_A_CORE = 64L << 20;

    /** From here on an EXIF orientation exchanges the sides. */
    private static final int FIRST_TURNED = 5;

    private final ReadLimits limits;
    private final MemoryBudget room;
    private final Detail detail;

    /** A reader with these limits, for models with inputs of up to 512 pixels. */
    public PictureReader(ReadLimits limits) {
        this(limits, new MemoryBudget(Math.max(ROOM, ROOM_A_CORE * Runtime.getRuntime().availableProcessors())));
    }

    /** The same with so much memory to decode in. */
    PictureReader(ReadLimits limits, MemoryBudget room) {
        this(limits, room, Detail.forInput(0));
    }

    private PictureReader(ReadLimits limits, MemoryBudget room, Detail detail) {
        this.limits = limits;
        this.room = room;
        this.detail = detail;
        OpenCv.ensureLoaded();
    }

    /**
     * A reader that keeps what the input of a model shows, with the same limits and in the same memory.
     *
     * @param side the larger one of the input, in pixels; up to 512 nothing changes
     */
    public PictureReader forInput(int side) {
        return new PictureReader(limits, room, Detail.forInput(side));
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

    /** A picture whose header was looked at and found good, and that has the room to be decoded in. Not safe for use by several threads. */
    public final class OpenPicture implements AutoCloseable {

        private final byte[] bytes;
        private final ImageHeader header;
        private final CameraData camera;
        private final MemoryBudget.Hold hold;
        private boolean closed;

        private OpenPicture(byte[] bytes, ImageHeader header, CameraData camera, MemoryBudget.Hold hold) {
            this.bytes = bytes;
            this.header = header;
            this.camera = camera;
            this.hold = hold;
        }

        /**
         * Decodes it and gives the room back, whatever comes of it: what is left is small. Once only.
         *
         * @throws BadImageException when it is not a picture that can be read; whatever a decoder throws becomes one
         */
        public DecodedPicture decode() throws BadImageException {
            if (closed) {
                throw new IllegalStateException("a picture is decoded once, before it is closed");
            }
            try {
                return PictureReader.this.decode(bytes, header, camera);
            } catch (CvException | IllegalArgumentException e) {
                LOG.debug("a picture cannot be decoded", e);
                throw undecodable(header);
            } finally {
                close();
            }
        }

        /** Gives the room back, where it was not decoded. */
        @Override
        public void close() {
            if (!closed) {
                closed = true;
                hold.close();
            }
        }
    }

    /**
     * Decodes the bytes of a file, when there is room for it.
     *
     * @throws BadImageException when they are not a picture that can be read; whatever a decoder throws becomes one
     * @throws InterruptedException while it waits for room
     */
    public DecodedPicture read(byte[] bytes) throws BadImageException, InterruptedException {
        try (OpenPicture open = open(bytes)) {
            return open.decode();
        }
    }

    /**
     * Looks at the header, then waits for the room to decode the picture in. Who holds a core must not wait here.
     *
     * @param bytes of a file
     * @return to be closed
     * @throws BadImageException when the header shows that it is not a picture that can be read
     * @throws InterruptedException while it waits for room
     */
    public OpenPicture open(byte[] bytes) throws BadImageException, InterruptedException {
        requireAllowed(bytes.length);
        ImageHeader header = ImageHeader.parse(bytes);
        requireAllowed(header);
        if (!header.complete()) {
            throw new BadImageException(Reason.TRUNCATED,
                    "The %s file ends before its picture does; it was probably cut off while it was copied.".formatted(header.format()));
        }
        CameraData camera = CameraData.of(bytes);
        boolean turned = !isLeftLying(header) && camera.orientation() >= FIRST_TURNED;
        return new OpenPicture(bytes, header, camera, room.take(DecodingMemory.of(bytes.length, header, turned, detail)));
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

    private DecodedPicture decode(byte[] bytes, ImageHeader header, CameraData camera) throws BadImageException {
        Mat opaque = new Mat();
        Mat bgr = new Mat();
        Mat decoded = pixels(bytes, header);
        try {
            if (header.alpha()) {
                Pixels.overWhite(decoded, opaque);
            }
            reduce(header.alpha() ? opaque : decoded, bgr);
            // A turned picture has its sides exchanged; in a square that does not matter, nor in what is nearly one and reduced.
            boolean turned = decoded.width() != decoded.height()
                    && decoded.width() > decoded.height() != header.width() > header.height();
            if (isLeftLying(header)) {
                Pixels.turnUpright(bgr, camera.orientation());
                turned = camera.orientation() >= FIRST_TURNED;
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

    private Mat decoded(byte[] bytes, ImageHeader header) throws BadImageException {
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

    private int flags(ImageHeader header) {
        if (header.alpha()) {
            return Imgcodecs.IMREAD_UNCHANGED;
        }
        return switch (detail.divisor(header)) {
            case 8 -> Imgcodecs.IMREAD_REDUCED_COLOR_8;
            case 4 -> Imgcodecs.IMREAD_REDUCED_COLOR_4;
            case 2 -> Imgcodecs.IMREAD_REDUCED_COLOR_2;
            default -> Imgcodecs.IMREAD_COLOR;
        };
    }

    /** OpenCV 4.9 applies the EXIF orientation of JPEG, TIFF and PNG files, but never of WebP, nor of what it decodes with its alpha. */
    private static boolean isLeftLying(ImageHeader header) {
        return header.format() == ImageFormat.WEBP || header.alpha();
    }

    private void reduce(Mat from, Mat to) {
        double scale = detail.scale(from.width(), from.height());
        if (scale >= 1) {
            from.copyTo(to);
            return;
        }
        Size size = new Size(Math.max(1, Math.round(from.width() * scale)), Math.max(1, Math.round(from.height() * scale)));
        Imgproc.resize(from, to, size, 0, 0, Imgproc.INTER_AREA);
    }
}
