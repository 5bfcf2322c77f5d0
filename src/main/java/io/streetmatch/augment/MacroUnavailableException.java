package io.streetmatch.augment;

/** No process can be started for macros: neither the macro's fault nor the picture's, and it may pass. The message is for people. */
public final class MacroUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MacroUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
