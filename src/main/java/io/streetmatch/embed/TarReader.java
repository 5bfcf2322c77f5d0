package io.streetmatch.embed;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads a tar archive from front to back: POSIX ustar and pax (IEEE 1003.1, pax, "ustar Interchange Format") and GNU's long names. Sparse
 * files, links and devices are reported as what they are, {@link Kind#OTHER}, and left to the caller. Not thread-safe.
 */
final class TarReader implements AutoCloseable {

    private static final int BLOCK = 512;
    private static final int NAME = 0;
    private static final int SIZE = 124;
    private static final int CHECKSUM = 148;
    private static final int CHECKSUM_LENGTH = 8;
    private static final int TYPE = 156;
    private static final int MAGIC = 257;
    private static final int PREFIX = 345;
    private static final int PREFIX_LENGTH = 155;
    private static final int NAME_LENGTH = 100;
    private static final int SIZE_LENGTH = 12;
    /** Of a pax header or a long name; real ones have some hundred bytes. */
    private static final long LONGEST_EXTENSION = 1 << 20;

    private final InputStream in;
    /** Of the current entry, its padding not counted. */
    private long unread;
    private long padding;

    /** What an entry is. */
    enum Kind {
        FILE,
        FOLDER,
        OTHER
    }

    /**
     * A file or folder of the archive.
     *
     * @param name as it stands in the archive: not to be trusted
     * @param kind what it is
     * @param size of its content in bytes, not negative
     */
    record Entry(String name, Kind kind, long size) {}

    /** Reads this stream, uncompressed; closing closes it. */
    TarReader(InputStream in) {
        this.in = in;
    }

    /**
     * Goes on to the next entry; what was not read of the current one is skipped.
     *
     * @throws IOException when the archive is cut off or is none
     */
    Optional<Entry> next() throws IOException {
        Optional<String> name = Optional.empty();
        Optional<String> size = Optional.empty();
        while (true) {
            in.skipNBytes(unread + padding);
            Optional<byte[]> block = header();
            if (block.isEmpty()) {
                return Optional.empty();
            }
            byte[] header = block.get();
            begin(number(header));
            switch (header[TYPE]) {
                case 'L' -> name = Optional.of(text(extension(), 0, (int) LONGEST_EXTENSION));
                case 'x' -> {
                    byte[] records = extension();
                    name = pax(records, "path");
                    size = pax(records, "size");
                }
                case 'g', 'K' -> extension();
                default -> {
                    if (size.isPresent()) {
                        begin(parse(size.get(), 10));
                    }
                    String full = name.orElseGet(() -> name(header));
                    return Optional.of(new Entry(full, kind(header[TYPE], full), unread));
                }
            }
        }
    }

    /** Reads from the current entry; -1 at its end. */
    int read(byte[] buffer) throws IOException {
        if (unread == 0) {
            return -1;
        }
        int count = in.read(buffer, 0, (int) Math.min(buffer.length, unread));
        if (count < 0) {
            throw new EOFException("the archive is cut off");
        }
        unread -= count;
        return count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private void begin(long size) throws IOException {
        if (size < 0) {
            throw new IOException("an entry has a negative size");
        }
        unread = size;
        padding = (BLOCK - size % BLOCK) % BLOCK;
    }

    private Optional<byte[]> header() throws IOException {
        byte[] header = in.readNBytes(BLOCK);
        if (header.length < BLOCK) {
            throw new EOFException("the archive is cut off");
        }
        long sum = 0;
        boolean empty = true;
        for (int i = 0; i < BLOCK; i++) {
            boolean blank = i >= CHECKSUM && i < CHECKSUM + CHECKSUM_LENGTH;
            sum += blank ? ' ' : header[i] & 0xFF;
            empty &= header[i] == 0;
        }
        if (empty) {
            return Optional.empty();
        }
        if (sum != parse(text(header, CHECKSUM, CHECKSUM_LENGTH).strip(), 8)) {
            throw new IOException("this is no tar archive, or it is damaged");
        }
        return Optional.of(header);
    }

    private static Kind kind(byte type, String name) {
        return switch (type) {
            // Archives older than POSIX mark folders by a slash.
            case '0', 0 -> name.endsWith("/") ? Kind.FOLDER : Kind.FILE;
            case '5' -> Kind.FOLDER;
            default -> Kind.OTHER;
        };
    }

    private static String name(byte[] header) {
        String name = text(header, NAME, NAME_LENGTH);
        boolean posix = text(header, MAGIC, 6).equals("ustar");
        String prefix = posix ? text(header, PREFIX, PREFIX_LENGTH) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private static long number(byte[] header) throws IOException {
        if ((header[SIZE] & 0x80) != 0) {
            throw new IOException("an entry has more than 8 GB");
        }
        String octal = text(header, SIZE, SIZE_LENGTH).strip();
        return octal.isEmpty() ? 0 : parse(octal, 8);
    }

    private byte[] extension() throws IOException {
        if (unread > LONGEST_EXTENSION) {
            throw new IOException("an entry's header has %d bytes".formatted(unread));
        }
        byte[] content = in.readNBytes((int) unread);
        if (content.length < unread) {
            throw new EOFException("the archive is cut off");
        }
        unread = 0;
        return content;
    }

    /** The value of a pax record: {@code "length key=value\n"}, the length in bytes and counting itself. */
    private static Optional<String> pax(byte[] records, String key) throws IOException {
        for (int at = 0; at < records.length;) {
            int space = at;
            while (space < records.length && records[space] != ' ') {
                space++;
            }
            long length = parse(new String(records, at, space - at, StandardCharsets.US_ASCII), 10);
            if (length < space - at + 2 || length > records.length - at) {
                throw new IOException("a pax header is damaged");
            }
            String record = new String(records, space + 1, (int) length - (space - at) - 2, StandardCharsets.UTF_8);
            if (record.startsWith(key + "=")) {
                return Optional.of(record.substring(key.length() + 1));
            }
            at += (int) length;
        }
        return Optional.empty();
    }

    private static long parse(String digits, int radix) throws IOException {
        try {
            return Long.parseLong(digits, radix);
        } catch (NumberFormatException e) {
            throw new IOException("this is no tar archive, or it is damaged", e);
        }
    }

    /** Up to the first zero byte. */
    private static String text(byte[] bytes, int start, int length) {
        int end = start;
        while (end < Math.min(bytes.length, start + length) && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }
}
