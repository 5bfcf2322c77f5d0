package io.streetmatch.image;

/** The formats that are read, told by content, never by file name. */
public enum ImageFormat {
    JPEG,
    PNG,
    WEBP,
    BMP,
    TIFF,
    /** The first frame only, as of a WebP animation. */
    GIF
}
