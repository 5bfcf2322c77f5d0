package io.streetmatch.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32;

/** An EXIF block written by hand (TIFF 6.0, EXIF 2.32), and the segment or chunk that carries it in each format. */
final class ExifBlock {

    private static final int ASCII = 2;
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int RATIONAL = 5;

    private record Entry(int tag, int type, int count, byte[] value) {}

    private final ByteOrder order;
    private final List<Entry> picture = new ArrayList<>();
    private final List<Entry> gps = new ArrayList<>();
    private byte[] thumbnail = new byte[0];

    ExifBlock(ByteOrder order) {
        this.order = order;
    }

    /** 1 (upright) to 8, or something else that a broken camera writes. */
    ExifBlock orientation(int orientation) {
        picture.add(new Entry(274, SHORT, 1, shorts(orientation)));
        return this;
    }

    /** A coordinate in degrees, minutes and seconds, each a numerator and a denominator; tag 2 is the latitude, 4 the longitude. */
    ExifBlock gps(int tag, String reference, int... rationals) {
        gps.add(new Entry(tag - 1, ASCII, reference.length() + 1, (reference + "\0").getBytes(StandardCharsets.US_ASCII)));
        ByteBuffer value = buffer(4 * rationals.length);
        for (int number : rationals) {
            value.putInt(number);
        }
        gps.add(new Entry(tag, RATIONAL, rationals.length / 2, value.array()));
        return this;
    }

    /** A small JPEG file inside the block. */
    ExifBlock thumbnail(byte[] jpeg) {
        thumbnail = jpeg;
        return this;
    }

    /** The block itself. */
    byte[] bytes() {
        return fileWith(new byte[0]);
    }

    /** A whole uncompressed TIFF file: 8-bit RGB. */
    byte[] tiff(int width, int height, byte[] rgb) {
        picture.add(new Entry(256, LONG, 1, longs(width)));
        picture.add(new Entry(257, LONG, 1, longs(height)));
        picture.add(new Entry(258, SHORT, 3, shorts(8, 8, 8)));
        picture.add(new Entry(259, SHORT, 1, shorts(1)));
        picture.add(new Entry(262, SHORT, 1, shorts(2)));
        picture.add(new Entry(273, LONG, 1, longs(8)));
        picture.add(new Entry(277, SHORT, 1, shorts(3)));
        picture.add(new Entry(278, LONG, 1, longs(height)));
        picture.add(new Entry(279, LONG, 1, longs(rgb.length)));
        return fileWith(rgb);
    }

    /** Pixels first, so that their place is known; then the directories, each with its values behind it. */
    private byte[] fileWith(byte[] pixels) {
        int first = 8 + pixels.length + pixels.length % 2;
        List<Entry> main = new ArrayList<>(picture);
        if (!gps.isEmpty()) {
            main.add(new Entry(0x8825, LONG, 1, longs(0)));
        }
        int gpsAt = first + size(main);
        main.replaceAll(entry -> entry.tag() == 0x8825 ? new Entry(0x8825, LONG, 1, longs(gpsAt)) : entry);
        int secondAt = gpsAt + (gps.isEmpty() ? 0 : size(gps));
        List<Entry> second = new ArrayList<>();
        if (thumbnail.length > 0) {
            second.add(new Entry(0x0201, LONG, 1, longs(0)));
            second.add(new Entry(0x0202, LONG, 1, longs(thumbnail.length)));
            second.set(0, new Entry(0x0201, LONG, 1, longs(secondAt + size(second))));
        }
        ByteBuffer out = buffer(secondAt + (second.isEmpty() ? 0 : size(second)) + thumbnail.length);
        out.put((order == ByteOrder.LITTLE_ENDIAN ? "II" : "MM").getBytes(StandardCharsets.US_ASCII)).putShort((short) 42).putInt(first);
        out.put(pixels).position(first);
        write(out, main, second.isEmpty() ? 0 : secondAt);
        if (!gps.isEmpty()) {
            write(out, gps, 0);
        }
        if (!second.isEmpty()) {
            write(out, second, 0);
        }
        return out.put(thumbnail).array();
    }

    private static int size(List<Entry> directory) {
        int behind = directory.stream().mapToInt(entry -> entry.value().length > 4 ? entry.value().length : 0).sum();
        return 2 + 12 * directory.size() + 4 + behind;
    }

    private static void write(ByteBuffer out, List<Entry> directory, int next) {
        int values = out.position() + 2 + 12 * directory.size() + 4;
        out.putShort((short) directory.size());
        for (Entry entry : directory.stream().sorted(Comparator.comparing(Entry::tag)).toList()) {
            out.putShort((short) entry.tag()).putShort((short) entry.type()).putInt(entry.count());
            if (entry.value().length > 4) {
                out.putInt(values).put(values, entry.value());
                values += entry.value().length;
            } else {
                out.put(entry.value().clone()).position(out.position() + 4 - entry.value().length);
            }
        }
        out.putInt(next).position(values);
    }

    private byte[] shorts(int... values) {
        ByteBuffer bytes = buffer(2 * values.length);
        for (int value : values) {
            bytes.putShort((short) value);
        }
        return bytes.array();
    }

    private byte[] longs(int value) {
        return buffer(4).putInt(value).array();
    }

    private ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(order);
    }

    /** A JPEG file with a block in an APP1 segment, first of all. */
    static byte[] inJpeg(byte[] jpeg, byte[] block) {
        byte[] content = concat("Exif\0\0".getBytes(StandardCharsets.US_ASCII), block);
        return inserted(jpeg, 2, segment(0xE1, content));
    }

    /** A JPEG segment. */
    static byte[] segment(int marker, byte[] content) {
        ByteBuffer segment = ByteBuffer.allocate(4 + content.length).put((byte) 0xFF).put((byte) marker);
        return segment.putShort((short) (2 + content.length)).put(content).array();
    }

    /** A PNG file with a block in an eXIf chunk behind its header. */
    static byte[] inPng(byte[] png, byte[] block) {
        byte[] typed = concat("eXIf".getBytes(StandardCharsets.US_ASCII), block);
        CRC32 sum = new CRC32();
        sum.update(typed);
        ByteBuffer chunk = ByteBuffer.allocate(8 + typed.length).putInt(block.length).put(typed).putInt((int) sum.getValue());
        return inserted(png, 33, chunk.array());
    }

    /** A lossless WebP file of one chunk made an extended one with an EXIF chunk. */
    static byte[] inWebp(byte[] webp, int width, int height, byte[] block) {
        ByteBuffer out = ByteBuffer.allocate(webp.length + 18 + 8 + block.length + block.length % 2).order(ByteOrder.LITTLE_ENDIAN);
        out.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(out.capacity() - 8);
        out.put("WEBPVP8X".getBytes(StandardCharsets.US_ASCII)).putInt(10);
        boolean alpha = (webp[24] & 0x10) != 0;
        out.putInt(alpha ? 0x18 : 0x08).putShort((short) (width - 1)).put((byte) 0).putShort((short) (height - 1)).put((byte) 0);
        out.put(webp, 12, webp.length - 12).put("EXIF".getBytes(StandardCharsets.US_ASCII)).putInt(block.length).put(block);
        return out.array();
    }

    static byte[] inserted(byte[] file, int at, byte[] what) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(file, 0, at);
        out.writeBytes(what);
        out.write(file, at, file.length - at);
        return out.toByteArray();
    }

    private static byte[] concat(byte[] first, byte[] second) {
        return inserted(first, first.length, second);
    }
}
