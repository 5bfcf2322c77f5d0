package io.streetmatch.embed;

/** The model could not be run, or gave something that is not an embedding. */
public final class EmbeddingException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What failed, and why. */
    public EmbeddingException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What failed. */
    public EmbeddingException(String message) {
        super(message);
    }
}
