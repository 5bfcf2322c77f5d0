package io.streetmatch.image;

import io.streetmatch.image.BadImageException.Reason;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.opencv.core.Mat;
import org.opencv.core.Rect;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decodes the first frame of a GIF file with the Java platform's reader: OpenCV reads no GIF. */
final class GifFrame {

    private static final Logger LOG = LoggerFactory.getLogger(GifFrame.class);

    private GifFrame() {}

    /** The first frame at its place on a white screen, 8-bit BGR; the caller releases it. */
    static Mat decode(byte[] file) throws BadImageException {
        GifStructure structure = GifStructure.parse(file);
        BufferedImage frame = read(file, structure);
        Mat screen = Pixels.white(structure.width(), structure.height());
        try {
            // In parts: as a whole it would take three times what its palette indices take on the heap.
            int atOnce = Pixels.rowsAtOnce(frame.getWidth());
            for (int from = 0; from < frame.getHeight(); from += atOnce) {
                int rows = Math.min(atOnce, frame.getHeight() - from);
                Mat place = screen.submat(new Rect(structure.left(), structure.top() + from, frame.getWidth(), rows));
                try {
                    place.put(0, 0, overWhite(frame.getSubimage(0, from, frame.getWidth(), rows)));
                } finally {
                    Pixels.release(place);
                }
            }
            return screen;
        } catch (RuntimeException e) {
            Pixels.release(screen);
            throw e;
        }
    }

    private static BufferedImage read(byte[] file, GifStructure structure) throws BadImageException {
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(file))) {
            reader.setInput(in, true, true);
            // What was checked against the limits must be what is read.
            if (reader.getWidth(0) == structure.frameWidth() && reader.getHeight(0) == structure.frameHeight()) {
                return reader.read(0);
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("a GIF cannot be decoded", e);
        } finally {
            reader.dispose();
        }
        throw new BadImageException(Reason.CORRUPT, "The GIF picture cannot be decoded: its first frame is damaged.");
    }

    private static byte[] overWhite(BufferedImage rows) {
        BufferedImage opaque = new BufferedImage(rows.getWidth(), rows.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = opaque.createGraphics();
        graphics.drawImage(rows, 0, 0, Color.WHITE, null);
        graphics.dispose();
        return ((DataBufferByte) opaque.getRaster().getDataBuffer()).getData();
    }
}
