package io.streetmatch.report;

import io.streetmatch.image.Canvas;
import io.streetmatch.image.Picture;
import java.util.ArrayList;
import java.util.List;

/** Pictures side by side, each with words below it, as one JPEG for people to look at. */
public final class PictureGrid {

    private static final int COLUMNS = 4;
    private static final int CELL_WIDTH = 320;
    private static final int CELL_HEIGHT = 240;
    private static final int TEXT = 16;
    private static final int GAP = 12;
    private static final int LINE = TEXT + 4;
    private static final int MOST_LINES = 6;
    /** Not white: the sky of many a picture is. */
    private static final int PAPER = 0xEAEAEA;
    private static final int INK = 0x202020;
    private static final int PALE_INK = 0x707070;
    private static final int QUALITY = 90;

    /**
     * One picture of the grid.
     *
     * @param picture to show
     * @param title first line below it
     * @param detail lines below that; a very long text is cut off
     */
    public record Cell(Picture picture, String title, String detail) {}

    private PictureGrid() {}

    /** The bytes of a JPEG file; at least one cell. */
    public static byte[] draw(List<Cell> cells) {
        int rows = (cells.size() + COLUMNS - 1) / COLUMNS;
        int columns = Math.min(COLUMNS, cells.size());
        List<List<String>> texts = cells.stream().map(PictureGrid::lines).toList();
        int row = CELL_HEIGHT + texts.stream().mapToInt(List::size).max().orElseThrow() * LINE + 2 * GAP;
        try (Canvas canvas = new Canvas(columns * (CELL_WIDTH + GAP) + GAP, rows * row + GAP, PAPER)) {
            for (int i = 0; i < cells.size(); i++) {
                int x = GAP + i % COLUMNS * (CELL_WIDTH + GAP);
                int y = GAP + i / COLUMNS * row;
                canvas.paste(cells.get(i).picture(), x, y, CELL_WIDTH, CELL_HEIGHT);
                for (int line = 0; line < texts.get(i).size(); line++) {
                    canvas.text(texts.get(i).get(line), x, y + CELL_HEIGHT + GAP / 2 + line * LINE, TEXT, line == 0 ? INK : PALE_INK);
                }
            }
            return canvas.toJpeg(QUALITY);
        }
    }

    /** The words below a picture; details are broken between words, and within one that is too long. */
    private static List<String> lines(Cell cell) {
        List<String> lines = new ArrayList<>(List.of(fitting(cell.title())));
        String rest = cell.detail();
        while (!rest.isEmpty() && lines.size() < MOST_LINES) {
            String fitting = fitting(rest);
            int space = fitting.length() < rest.length() ? fitting.lastIndexOf(' ') : -1;
            String line = space > 0 ? fitting.substring(0, space) : fitting;
            lines.add(line);
            rest = rest.substring(line.length()).strip();
        }
        return lines;
    }

    /** As much of the beginning as fits, one letter at least. */
    private static String fitting(String text) {
        String shown = text;
        while (shown.length() > 1 && Canvas.textWidth(shown, TEXT) > CELL_WIDTH) {
            shown = shown.substring(0, shown.length() - 1);
        }
        return shown;
    }
}
