package io.streetmatch.augment;

/** A macro does not work on a picture; the message says why. The same macro and picture are taken to fail again. */
final class MacroFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    MacroFailedException(String message) {
        super(message);
    }
}
