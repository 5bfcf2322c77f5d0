package io.streetmatch.index;

/** An index that was filled by another model, dimension or metric than the one that asks for it. */
public final class IndexMismatchException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Names what the index holds, what was asked for, and the way out. */
    public IndexMismatchException(String message) {
        super(message);
    }
}
