package io.streetmatch.embed;

import java.util.Arrays;

/** What the pixel values 0 to 255 are mapped to. */
enum PixelRange {
    ZERO_TO_ONE("0..1", 1f / 255, 0),
    MINUS_ONE_TO_ONE("-1..1", 2f / 255, -1),
    BYTES("0..255", 1, 0);

    private final String text;
    private final float[] table = new float[256];

    PixelRange(String text, float scale, float offset) {
        this.text = text;
        for (int i = 0; i < table.length; i++) {
            table[i] = i * scale + offset;
        }
    }

    /** The value of a pixel byte. */
    float of(byte value) {
        return table[value & 0xFF];
    }

    /** As it is written in the configuration. */
    String text() {
        return text;
    }

    /** The range of this text; the configuration has checked it. */
    static PixelRange parse(String text) {
        return Arrays.stream(values()).filter(range -> range.text.equals(text)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no pixel range: " + text));
    }
}
