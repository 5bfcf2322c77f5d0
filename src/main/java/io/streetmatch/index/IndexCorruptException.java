package io.streetmatch.index;

/** The index on disk cannot be read any more; trying again does not help. */
public final class IndexCorruptException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Names the folder, what was found there, and the way out. */
    public IndexCorruptException(String message, Throwable cause) {
        super(message, cause);
    }
}
