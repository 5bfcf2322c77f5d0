package io.streetmatch.route;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** The route files cannot be used; the message says which, where in it, and why. */
public final class RouteException extends Exception {

    private static final long serialVersionUID = 1L;

    /** How Camel and its YAML parser say where something stands, with a picture of the line under it. */
    private static final Pattern PLACE = Pattern.compile("\\s*\\bin (?:file:)?[^\\n]*?([^/\\n]+), line (\\d+), column (\\d+):?(?:\\n[^\\n]*\\n\\s*\\^)?");

    RouteException(Path folder, Exception cause) {
        super("The routes in %s cannot be used. %s Mend the file, or move it elsewhere.".formatted(folder, reason(cause)), cause);
    }

    /** What Camel says in several lines and several causes, as one sentence. */
    static String reason(Throwable failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        String all = oneLine(failure);
        String last = oneLine(deepest);
        String text = all.contains(last) ? all : all + ": " + last;
        return text.endsWith(".") ? text : text + ".";
    }

    private static String oneLine(Throwable failure) {
        String text = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return PLACE.matcher(text).replaceAll(" ($1, line $2, column $3)").replaceAll("\\s+", " ").strip();
    }
}
