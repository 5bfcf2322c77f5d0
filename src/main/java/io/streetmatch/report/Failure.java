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

    /** A file that is not a picture. */
    public static Failure of(BadImageException e) {
        return new Failure(e.reason().name().toLowerCase(Locale.ROOT), e.getMessage(), Step.DECODE);
    }

    static void requireReason(String reason) {
        if (!FORM.matcher(reason).matches()) {
            throw new IllegalArgumentException("'" + reason + "' is not of lower-case words joined by _");
        }
    }
}
