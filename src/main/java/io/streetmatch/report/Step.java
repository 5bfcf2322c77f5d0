package io.streetmatch.report;

/** Where on a picture's way something failed. */
public enum Step {
    /** Reading the file. */
    READ,
    /** From bytes to pixels. */
    DECODE,
    /** From pixels to a vector. */
    EMBED,
    /** Writing to the index, or searching it. */
    INDEX
}
