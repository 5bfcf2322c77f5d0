package io.streetmatch.index;

/** The index cannot do it now and may be able to later: server away, disk full. The same call may be tried again. */
public final class IndexUnavailableException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What cannot be done and what a person can do about it. */
    public IndexUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
