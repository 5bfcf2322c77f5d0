package io.streetmatch.image;

/** Readers with little memory to decode in. */
public final class NarrowReader {

    private NarrowReader() {}

    /** One with so many bytes. */
    public static PictureReader of(long bytes) {
        return new PictureReader(ReadLimits.DEFAULT, new MemoryBudget(bytes));
    }
}
