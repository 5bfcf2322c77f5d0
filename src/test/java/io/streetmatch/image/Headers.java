package io.streetmatch.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Files that are little more than the header of a large picture, and end as that ends: what is looked at before anything is decoded. */
public final class Headers {

    private static final int SHORT = 3;
    private static final int LONG = 4;

    private Headers() {}

    /**
     * A JPEG file.
     *
     * @param frame marker: 0xC0 baseline, 0xC2 progressive, 0xCA the same with arithmetic coding
     * @param sampling of the first component, 0x22 for 4:2:0; that of the others is 0x11
     * @param scanned components in the first scan
     */
    static byte[] jpeg(int width, int height, int frame, int components, int sampling, int scanned) {
        ByteBuffer file = ByteBuffer.allocate(64).putShort((short) 0xFFD8);
        file.putShort((short) (0xFF00 | frame)).putShort((short) (8 + 3 * components)).put((byte) 8).putShort((short) height).putShort((short) width);
        file.put((byte) components);
        for (int i = 0; i < components; i++) {
            file.put((byte) (1 + i)).put((byte) (i == 0 ? sampling : 0x11)).put((byte) 0);
        }
        file.putShort((short) 0xFFDA).putShort((short) (6 + 2 * scanned)).put((byte) scanned);
        for (int i = 0; i < scanned; i++) {
            file.put((byte) (1 + i)).put((byte) 0);
        }
        return ended(file.put((byte) 0).put((byte) 63).put((byte) 0).putShort((short) 0xFFD9));
    }

    /** A PNG file; colour type 2 is RGB, 6 is RGB and alpha. */
    public static byte[] png(int width, int height, int bits, int colourType) {
        ByteBuffer file = ByteBuffer.allocate(64).putLong(0x89504E470D0A1A0AL).putInt(13).put(ascii("IHDR")).putInt(width).putInt(height);
        file.put((byte) bits).put((byte) colourType).put(new byte[3]).putInt(0);
        return ended(file.putInt(0).put(ascii("IEND")).putInt(0xAE426082));
    }

    /** A TIFF file of three samples a pixel; what is 0 is left out. */
    static byte[] tiff(int width, int height, int rows, int tileWidth, int tileLength) {
        int[][] fields = {
            {256, LONG, width}, {257, LONG, height}, {277, SHORT, 3}, {278, LONG, rows}, {322, LONG, tileWidth}, {323, LONG, tileLength}};
        ByteBuffer file = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN).putInt(0x002A4949).putInt(8).putShort((short) 0);
        int count = 0;
        for (int[] field : fields) {
            if (field[2] > 0) {
                file.putShort((short) field[0]).putShort((short) field[1]).putInt(1).putInt(field[2]);
                count++;
            }
        }
        return ended(file.putShort(8, (short) count).putInt(0));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] ended(ByteBuffer file) {
        byte[] bytes = new byte[file.position()];
        file.get(0, bytes);
        return bytes;
    }
}
