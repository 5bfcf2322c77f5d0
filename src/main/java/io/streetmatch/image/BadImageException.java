package io.streetmatch.image;

/**
 * A file that is not a picture this program can read, now or later.
 *
 * <p>Permanent by contract: the same bytes fail again. The message is one sentence for the person who dropped the file; it names what
 * is wrong with the content, never the file (the caller knows its name).
 */
public final class BadImageException extends Exception {

    /** What is wrong, in kinds that can be counted. */
    public enum Reason {
        /** No bytes at all. */
        EMPTY,
        /** The content is none of the formats read here. */
        NOT_A_PICTURE,
        /** A known picture format that this program does not read. */
        UNSUPPORTED,
        /** The file ends before the picture does. */
        TRUNCATED,
        /** More pixels or bytes than allowed. */
        TOO_LARGE,
        /** The content claims a format and breaks its rules. */
        CORRUPT
    }

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** A bad picture, with its kind and a sentence for people. */
    public BadImageException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** The kind of defect. */
    public Reason reason() {
        return reason;
    }
}
