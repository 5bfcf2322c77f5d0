package io.streetmatch.image;

import io.streetmatch.image.BadImageException.Reason;

/** Walks the markers of a JPEG file (ITU-T T.81, annex B), so that the end marker of a thumbnail is not taken for the picture's. */
final class JpegStructure {

    private JpegStructure() {}

    /** The header; {@code complete} when an end marker (FFD9) follows the first scan. */
    static ImageHeader parse(byte[] b) throws BadImageException {
        int at = 2;
        int width = 0;
        int height = 0;
        while (true) {
            while ((b[at] & 0xFF) != 0xFF || (b[at + 1] & 0xFF) == 0xFF) {
                at++;
            }
            int marker = b[at + 1] & 0xFF;
            at += 2;
            if (marker == 0x01 || marker >= 0xD0 && marker <= 0xD8) {
                continue;
            }
            if (marker == 0xD9) {
                throw new BadImageException(Reason.CORRUPT, "The JPEG file ends before any picture begins.");
            }
            int length = (b[at] & 0xFF) << 8 | b[at + 1] & 0xFF;
            if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
                height = (b[at + 3] & 0xFF) << 8 | b[at + 4] & 0xFF;
                width = (b[at + 5] & 0xFF) << 8 | b[at + 6] & 0xFF;
            } else if (marker == 0xDA) {
                return new ImageHeader(ImageFormat.JPEG, width, height, endsAfter(b, at + length));
            }
            at += length;
        }
    }

    /**
     * Whether FFD9 stands behind the first scan. Inside entropy-coded data FF is always followed by 00 or a restart marker, so the
     * first other FFD9 is the end; the segments between the scans of a progressive file hold tables, not pictures.
     */
    private static boolean endsAfter(byte[] b, int from) {
        for (int at = b.length - 2; at >= from; at--) {
            if ((b[at] & 0xFF) == 0xFF && (b[at + 1] & 0xFF) == 0xD9) {
                return true;
            }
        }
        return false;
    }
}
