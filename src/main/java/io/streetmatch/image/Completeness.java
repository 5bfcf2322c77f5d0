package io.streetmatch.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Tells a file that is there as a whole from one that is still being written, by what a few reads show; a large file takes no longer than
 * a small one. Only a GIF that seems to end is read from front to back: nothing in it says how long it is. Safe for use by several threads.
 */
public final class Completeness {

    private static final int HEAD = 32;
    private static final int TAIL = 16;

    /** What copiers write at a time is a multiple of this (bytes). */
    private static final int BLOCK = 512;

    private Completeness() {}

    /**
     * Whether the file certainly ends where its picture ends.
     *
     * <p>False for what has no end to look for (BigTIFF, unknown content), for what carries something behind its picture, and for what only
     * its length tells (WebP, BMP, TIFF) when it ends in zeros, as a file does whose length was set before it is filled: such a file has to
     * be watched until it stays as it is.
     *
     * @throws IOException when the file cannot be read, for instance because it was moved away
     */
    public static boolean isCertain(Path file) throws IOException {
        return ends(file, true);
    }

    /**
     * The same for a file that nobody has written to for a while, by two looks at a few bytes: an end marker of a JPEG is taken for the
     * picture's when it stands behind the start of one, though a thumbnail in the metadata of another picture behind it could end there, too.
     * Where the clock of a share is late, a file that is being written seems to be at rest: then only this unlikely end can be mistaken.
     *
     * @throws IOException when the file cannot be read, for instance because it was moved away
     */
    public static boolean isCertainAtRest(Path file) throws IOException {
        return ends(file, false);
    }

    private static boolean ends(Path file, boolean maybeGrowing) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            long size = channel.size();
            if (size < HEAD + TAIL) {
                return false;
            }
            byte[] head = read(channel, 0, HEAD);
            byte[] tail = read(channel, size - TAIL, TAIL);
            ByteBuffer little = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
            int last = tail[TAIL - 1] & 0xFF;
            if ((head[0] & 0xFF) == 0xFF && (head[1] & 0xFF) == 0xD8) {
                return (tail[TAIL - 2] & 0xFF) == 0xFF && last == 0xD9 && JpegStructure.endsWithItsEndMarker(channel, size, maybeGrowing);
            }
            if (head[1] == 'P' && head[2] == 'N' && head[3] == 'G') {
                return Arrays.equals(tail, TAIL - 8, TAIL - 4, new byte[] {'I', 'E', 'N', 'D'}, 0, 4);
            }
            if (head[0] == 'R' && head[1] == 'I' && head[2] == 'F' && head[3] == 'F') {
                return size == (little.getInt(4) & 0xFFFFFFFFL) + 8 && isFilled(tail, size);
            }
            if (head[0] == 'B' && head[1] == 'M') {
                return size == (little.getInt(2) & 0xFFFFFFFFL) && isFilled(tail, size);
            }
            Optional<ByteOrder> tiff = TiffDirectory.order(little);
            if (tiff.isPresent()) {
                return isFilled(tail, size) && TiffStructure.endsWithItsLastPart(channel, size, tiff.get());
            }
            // In front of the trailer stands the end of another block.
            return head[0] == 'G' && head[1] == 'I' && head[2] == 'F' && tail[TAIL - 2] == 0 && last == 0x3B
                    && GifStructure.endsWithItsTrailer(channel, size);
        }
    }

    /** Whether a copier that goes from front to back has written its last block: until then there are zeros in its place. */
    private static boolean isFilled(byte[] tail, long size) {
        int inLastBlock = (int) Math.min(TAIL, (size - 1) % BLOCK + 1);
        return !Arrays.equals(tail, TAIL - inLastBlock, TAIL, new byte[inLastBlock], 0, inLastBlock);
    }

    static byte[] read(SeekableByteChannel channel, long at, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        channel.position(at);
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
            // until the buffer is full; a file that shrank meanwhile leaves zeros, which end no picture
        }
        return buffer.array();
    }
}
