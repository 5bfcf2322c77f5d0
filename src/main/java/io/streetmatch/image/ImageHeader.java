package io.streetmatch.image;

import io.streetmatch.image.BadImageException.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What a file's first bytes say of its picture, read before anything is decoded.
 *
 * @param format told by content
 * @param width in pixels, as stored: EXIF orientation is not applied
 * @param height in pixels, as stored
 * @param alpha whether pixels can be transparent; told of PNG and WebP only
 * @param complete whether the container ends where it should, and a TIFF holds the pixels of its first picture
 * @param beside bytes that its decoder takes beside the file and one 8-bit picture of three channels, or four with alpha
 */
record ImageHeader(ImageFormat format, int width, int height, boolean alpha, boolean complete, long beside) {

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};
    private static final byte[] IEND = {'I', 'E', 'N', 'D', (byte) 0xAE, 0x42, 0x60, (byte) 0x82};

    /**
     * Parses the header of a whole file.
     *
     * @throws BadImageException when it is empty, not a picture, of a format not read here, or cut off before its size is known
     */
    static ImageHeader parse(byte[] bytes) throws BadImageException {
        if (bytes.length == 0) {
            throw new BadImageException(Reason.EMPTY, "The file is empty.");
        }
        try {
            return parseKnown(bytes);
        } catch (IndexOutOfBoundsException e) {
            throw new BadImageException(Reason.TRUNCATED, "The file ends before the size of its picture is known.");
        }
    }

    private static ImageHeader parseKnown(byte[] b) throws BadImageException {
        ByteBuffer big = ByteBuffer.wrap(b).order(ByteOrder.BIG_ENDIAN);
        ByteBuffer little = ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN);
        if (starts(b, 0, new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF})) {
            return JpegStructure.parse(b);
        }
        if (starts(b, 0, PNG)) {
            return png(big, b);
        }
        if (ascii(b, 0, "RIFF") && ascii(b, 8, "WEBP")) {
            return WebpStructure.parse(b);
        }
        if (ascii(b, 0, "GIF8")) {
            GifStructure gif = GifStructure.parse(b);
            // The frame comes as one byte a pixel before it is put on the screen.
            return new ImageHeader(ImageFormat.GIF, gif.width(), gif.height(), false, trailer(b) == 0x3B, (long) gif.width() * gif.height());
        }
        if (ascii(b, 0, "BM")) {
            return bmp(little, b);
        }
        if (ascii(b, 0, "II*\0") || ascii(b, 0, "MM\0*")) {
            return TiffStructure.parse(b);
        }
        throw unknown(b);
    }

    /** With alpha it is decoded as it is, else with 8 bits a sample. */
    private static ImageHeader png(ByteBuffer in, byte[] b) {
        int width = in.getInt(16);
        int height = in.getInt(20);
        boolean alpha = pngAlpha(in, b);
        return new ImageHeader(ImageFormat.PNG, width, height, alpha, lastIndexOf(b, IEND) > 0, alpha && b[24] == 16 ? 4L * width * height : 0);
    }

    /** By the colour type, or by a tRNS chunk, which stands before the pixels. */
    private static boolean pngAlpha(ByteBuffer in, byte[] b) {
        int colourType = b[25];
        if (colourType == 4 || colourType == 6) {
            return true;
        }
        for (long at = 33; at + 8 <= b.length && !ascii(b, (int) at + 4, "IDAT"); at += 12 + (in.getInt((int) at) & 0xFFFFFFFFL)) {
            if (ascii(b, (int) at + 4, "tRNS")) {
                return colourType != 0;
            }
        }
        return false;
    }

    private static ImageHeader bmp(ByteBuffer in, byte[] b) {
        long size = in.getInt(2) & 0xFFFFFFFFL;
        long pixels = in.getInt(10) & 0xFFFFFFFFL;
        boolean core = in.getInt(14) == 12;
        int width = core ? in.getShort(18) & 0xFFFF : in.getInt(18);
        int height = core ? in.getShort(20) & 0xFFFF : Math.abs(in.getInt(22));
        int bits = in.getShort(core ? 24 : 28) & 0xFFFF;
        boolean packed = !core && in.getInt(30) != 0;
        // What is not packed has a known length. Otherwise the size is all there is; writers that leave it 0 only have to begin the pixels.
        long end = packed ? Math.max(size, pixels + 1) : pixels + rowBytes(width, bits) * height;
        return new ImageHeader(ImageFormat.BMP, width, height, false, b.length >= end, 0);
    }

    /** Rows are filled up to four bytes. */
    private static long rowBytes(long width, int bits) {
        return (width * bits + 31) / 32 * 4;
    }

    private static BadImageException unknown(byte[] b) {
        String name = ascii(b, 4, "ftyp") ? "HEIC, AVIF or video"
                : ascii(b, 4, "jP  ") || starts(b, 0, new byte[] {(byte) 0xFF, 0x4F, (byte) 0xFF, 0x51}) ? "JPEG 2000"
                : ascii(b, 0, "8BPS") ? "Photoshop"
                : ascii(b, 0, "%PDF") ? "PDF"
                : ascii(b, 0, "II+\0") || ascii(b, 0, "MM\0+") ? "BigTIFF"
                : starts(b, 0, new byte[] {0, 0, 1, 0}) ? "Windows icon"
                : starts(b, 0, new byte[] {0x76, 0x2F, 0x31, 0x01}) ? "OpenEXR"
                : "";
        if (!name.isEmpty()) {
            return new BadImageException(Reason.UNSUPPORTED, "This is a file of type " + name
                    + ", which is not read here. Convert it to JPEG or PNG and drop it again.");
        }
        return new BadImageException(Reason.NOT_A_PICTURE,
                "The content is no picture of a kind read here (JPEG, PNG, WebP, BMP, TIFF, GIF), whatever the file's name says.");
    }

    private static int trailer(byte[] b) {
        int end = b.length - 1;
        while (end > 0 && b[end] == 0) {
            end--;
        }
        return b[end];
    }

    private static boolean ascii(byte[] b, int at, String text) {
        return starts(b, at, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static boolean starts(byte[] b, int at, byte[] with) {
        if (b.length < at + with.length) {
            return false;
        }
        for (int i = 0; i < with.length; i++) {
            if (b[at + i] != with[i]) {
                return false;
            }
        }
        return true;
    }

    private static int lastIndexOf(byte[] b, byte[] what) {
        for (int at = b.length - what.length; at >= 0; at--) {
            if (starts(b, at, what)) {
                return at;
            }
        }
        return -1;
    }
}
