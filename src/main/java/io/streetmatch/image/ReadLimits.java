package io.streetmatch.image;

/**
 * What is read at most.
 *
 * @param maxPixels width times height, checked before anything is decoded
 * @param maxBytes size of a file
 */
public record ReadLimits(long maxPixels, long maxBytes) {

    /** 100 megapixels, 256 MiB. */
    public static final ReadLimits DEFAULT = new ReadLimits(100_000_000L, 256L << 20);
}
