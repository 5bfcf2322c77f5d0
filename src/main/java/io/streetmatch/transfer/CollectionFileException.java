package io.streetmatch.transfer;

import java.io.IOException;

/** A file that is no collection, or a damaged one. */
public final class CollectionFileException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Says what is wrong, and what to do. */
    public CollectionFileException(String message) {
        super(message);
    }

    CollectionFileException(String message, Exception cause) {
        super(message, cause);
    }
}
