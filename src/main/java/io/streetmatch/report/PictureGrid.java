package io.streetmatch.report;

import io.streetmatch.image.Canvas;
import io.streetmatch.image.Picture;
import java.util.List;

/** Pictures side by side, each with words below it, as one JPEG for people to look at. */
public final class PictureGrid {

    private static final int COLUMNS = 4;
    private static final int CELL_WIDTH = 320;
    private static final int CELL_HEIGHT = 240;
    private static final int TEXT = 16;
    private static final int GAP = 12;
    private static final int ROW = CELL_HEIGHT + 2 * TEXT + 2 * GAP;
    private static final int PAPER = 0xFFFFFF;
    private static final int INK = 0x202020;
    private static final int PALE_INK = 0x707070;
    private static final int QUALITY = 90;

    /**
     * One picture of the grid.
     *
     * @param picture to show
     * @param title first line below it
     * @param detail second line; what does not fit is cut off
     */
    public record Cell(Picture picture, String title, String detail) {}

    private PictureGrid() {}

    /** The bytes of a JPEG file; at least one cell. */
    public static byte[] draw(List<Cell> cells) {
        int rows = (cells.size() + COLUMNS - 1) / COLUMNS;
        int columns = Math.min(COLUMNS, cells.size());
        try (Canvas canvas = new Canvas(columns * (CELL_WIDTH + GAP) + GAP, rows * ROW + GAP, PAPER)) {
            for (int i = 0; i < cells.size(); i++) {
                Cell cell = cells.get(i);
                int x = GAP + i % COLUMNS * (CELL_WIDTH + GAP);
                int y = GAP + i / COLUMNS * ROW;
                canvas.paste(cell.picture(), x, y, CELL_WIDTH, CELL_HEIGHT);
                canvas.text(fitting(cell.title()), x, y + CELL_HEIGHT + GAP / 2, TEXT, INK);
                canvas.text(fitting(cell.detail()), x, y + CELL_HEIGHT + GAP / 2 + TEXT, TEXT, PALE_INK);
            }
            return canvas.toJpeg(QUALITY);
        }
    }

    private static String fitting(String text) {
        String shown = text;
        while (!shown.isEmpty() && Canvas.textWidth(shown, TEXT) > CELL_WIDTH) {
            shown = shown.substring(0, shown.length() - 1);
        }
        return shown;
    }
}
