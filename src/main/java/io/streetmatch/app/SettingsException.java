package io.streetmatch.app;

/** A configuration that cannot be used; the message names key, value, what is allowed, and where it was set. */
public final class SettingsException extends Exception {

    private static final long serialVersionUID = 1L;

    /** The whole message, for people. */
    public SettingsException(String message) {
        super(message);
    }
}
