package io.streetmatch.tune;

/** No head can be learnt; the message says why and what to do. */
public final class TuningException extends Exception {

    private static final long serialVersionUID = 1L;

    /** The whole message, for people. */
    public TuningException(String message) {
        super(message);
    }
}
