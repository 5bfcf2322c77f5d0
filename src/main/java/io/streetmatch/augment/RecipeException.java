package io.streetmatch.augment;

/** A recipe cannot be used; the message names file and line, what is wrong there and what is allowed. */
public final class RecipeException extends Exception {

    private static final long serialVersionUID = 1L;

    /** With a message for people. */
    public RecipeException(String message) {
        super(message);
    }
}
