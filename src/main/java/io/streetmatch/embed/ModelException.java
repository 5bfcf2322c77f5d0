package io.streetmatch.embed;

/** A model that cannot be had or cannot be used; the message says what was found and which key to set or which file to put where. */
public final class ModelException extends Exception {

    private static final long serialVersionUID = 1L;

    /** The whole message, for people. */
    public ModelException(String message) {
        super(message);
    }

    /** The whole message, for people, and what led to it. */
    public ModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
