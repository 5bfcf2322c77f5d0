package io.streetmatch.report;

import io.streetmatch.image.BadImageException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Why something could not be done.
 *
 * @param reason the kind, for programs: lower-case words joined by {@code _}, such as {@code not_a_picture}
 * @param message one sentence for people
 * @param step where it happened
 */
public record Failure(String reason, String message, Step step) {

    private static final Pattern FORM = Pattern.compile("[a-z]+(_[a-z]+)*");

    /** @throws IllegalArgumentException when the reason is not lower-case words joined by {@code _} */
    public Failure {
        requireReason(reason);
    }

    /** A file that is not a picture, found while it was decoded. */
    public static Failure of(BadImageException e) {
        return of(e, Step.DECODE);
    }

    /** A file that is not a picture; one that is too large is not even read. */
    public static Failure of(BadImageException e, Step step) {
        return new Failure(e.reason().name().toLowerCase(Locale.ROOT), e.getMessage(), step);
    }

    static void requireReason(String reason) {
        if (!FORM.matcher(reason).matches()) {
            throw new IllegalArgumentException("'" + reason + "' is not of lower-case words joined by _");
        }
    }
}
