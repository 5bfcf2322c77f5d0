package io.streetmatch.report;

import io.streetmatch.image.Canvas;
import io.streetmatch.image.Picture;
import io.streetmatch.index.IndexEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Draws an answer for the eye: the question large, and under it a row with its nearest matches.
 *
 * <p>Stateless; safe for use by several threads.
 */
public final class ContactSheet {

    /** Of a sheet, in pixels. */
    public static final int WIDTH = 1280;

    /** Of a sheet with matches, in pixels. */
    public static final int HEIGHT = 880;

    /** Of a sheet without matches, in pixels: no row for them. */
    public static final int HEIGHT_WITHOUT_MATCHES = 520;

    private static final int MOST_MATCHES = 5;
    private static final int MARGIN = 20;
    private static final int QUESTION = 480;
    private static final int TILE = (WIDTH - (MOST_MATCHES + 1) * MARGIN) / MOST_MATCHES;
    private static final int TILES_TOP = QUESTION + 2 * MARGIN;
    private static final int BESIDE = QUESTION + 2 * MARGIN;
    private static final int BESIDE_WIDTH = WIDTH - BESIDE - MARGIN;

    private static final int TITLE = 36;
    private static final int BODY = 24;
    private static final int LEADING = 10;

    /** Of one text: two texts of more would leave the sheet. */
    private static final int MOST_LINES = 5;

    private static final int JPEG_QUALITY = 88;

    private static final int PAPER = 0xFFFFFF;
    private static final int INK = 0x202020;
    private static final int FAINT = 0x505050;
    private static final int ALARM = 0xB00020;
    private static final int MISSING = 0xC8C8C8;

    /**
     * Draws a sheet {@value #WIDTH} pixels wide.
     *
     * @param question its picture; empty when it cannot be read, which leaves a labelled grey box
     * @param pictures gives a match's picture, empty when it is not to be had; asked once for each match that is drawn
     * @return the bytes of a JPEG file
     */
    public byte[] draw(Answer answer, Optional<Picture> question, Function<Match, Optional<Picture>> pictures) {
        List<Match> matches = answer instanceof Found found ? found.matches().stream().limit(MOST_MATCHES).toList() : List.of();
        try (Canvas canvas = new Canvas(WIDTH, matches.isEmpty() ? HEIGHT_WITHOUT_MATCHES : HEIGHT, PAPER)) {
            picture(canvas, question, "cannot be read", MARGIN, MARGIN, QUESTION);
            describe(canvas, answer);
            int x = MARGIN;
            for (Match match : matches) {
                tile(canvas, match, pictures.apply(match), x);
                x += TILE + MARGIN;
            }
            return canvas.toJpeg(JPEG_QUALITY);
        }
    }

    private static void describe(Canvas canvas, Answer answer) {
        Question question = answer.question();
        int y = MARGIN;
        for (String line : wrapped(question.file(), BESIDE_WIDTH, TITLE)) {
            canvas.text(line, BESIDE, y, TITLE, INK);
            y += TITLE + LEADING;
        }
        if (question.isDecoded()) {
            canvas.text("%d x %d pixels, %s".formatted(question.width().orElseThrow(), question.height().orElseThrow(),
                    question.format().orElseThrow()), BESIDE, y, BODY, FAINT);
            y += BODY + LEADING;
        }
        y += MARGIN;
        for (String line : wrapped(outcome(answer), BESIDE_WIDTH, BODY)) {
            canvas.text(line, BESIDE, y, BODY, answer instanceof Failed ? ALARM : INK);
            y += BODY + LEADING;
        }
    }

    private static String outcome(Answer answer) {
        if (answer instanceof Failed failed) {
            return "Not answered (%s): %s".formatted(failed.error().reason(), failed.error().message());
        }
        Found found = (Found) answer;
        return found.matches().isEmpty()
                ? "No matches: the collection is empty."
                : String.format(Locale.ROOT, "The nearest of %,d pictures, by %s distance; model %s.",
                        found.index().pictures(), found.model().metric().name().toLowerCase(Locale.ROOT), found.model().name());
    }

    private static void tile(Canvas canvas, Match match, Optional<Picture> picture, int x) {
        picture(canvas, picture, "not in this archive", x, TILES_TOP, TILE);
        int y = TILES_TOP + TILE + LEADING;
        canvas.text(String.format(Locale.ROOT, "%d   %.4f", match.rank(), match.distance()), x, y, BODY + LEADING / 2, INK);
        y += BODY + LEADING / 2 + LEADING;
        canvas.text(shortened(match.name(), TILE, BODY), x, y, BODY, FAINT);
        if (!match.variant().equals(IndexEntry.ORIGINAL)) {
            canvas.text(shortened("as " + match.variant(), TILE, BODY), x, y + BODY + LEADING, BODY, FAINT);
        }
    }

    private static void picture(Canvas canvas, Optional<Picture> picture, String missing, int x, int y, int side) {
        if (picture.isPresent()) {
            canvas.paste(picture.get(), x, y, side, side);
        } else {
            canvas.fill(x, y, side, side, MISSING);
            canvas.text(missing, x + (side - Canvas.textWidth(missing, BODY)) / 2, y + (side - BODY) / 2, BODY, INK);
        }
    }

    /** A name that fits into a width: the middle gives way, because names tend to differ at the end. */
    private static String shortened(String text, int width, int size) {
        String fitting = text;
        for (int kept = text.length() - 1; kept > 1 && Canvas.textWidth(fitting, size) > width; kept--) {
            fitting = text.substring(0, kept / 2) + "..." + text.substring(text.length() - (kept - kept / 2));
        }
        return fitting;
    }

    /** Lines that fit into a width, broken between words; at most {@value #MOST_LINES}, and no word is longer than a line. */
    private static List<String> wrapped(String text, int width, int size) {
        List<String> lines = new ArrayList<>();
        String line = "";
        for (String word : text.split("\\s+")) {
            String longer = line.isEmpty() ? word : line + " " + word;
            if (!line.isEmpty() && Canvas.textWidth(longer, size) > width) {
                lines.add(line);
                longer = word;
            }
            line = shortened(longer, width, size);
        }
        lines.add(line);
        return lines.subList(0, Math.min(lines.size(), MOST_LINES));
    }
}
