package io.streetmatch.demo;

import io.streetmatch.image.Edits;
import io.streetmatch.image.Picture;
import java.util.function.UnaryOperator;

/** What the demonstration does to a picture before it asks which one it was. */
public enum DemoEdit {
    /** Nothing at all. */
    UNCHANGED("unchanged", picture -> picture),
    /** By an angle that nobody holds a camera at. */
    TURNED("turned by 35 degrees", picture -> Edits.rotated(picture, 35)),
    /** Upside down. */
    UPSIDE_DOWN("upside down", picture -> Edits.rotated(picture, 180)),
    /** Less than half of it is left. */
    CROPPED("cropped to 45 percent", picture -> Edits.cropped(picture, 0.45, 0.7, 0.6)),
    /** As by a lens out of focus. */
    BLURRED("blurred", picture -> Edits.blurred(picture, 4)),
    /** As in a mirror. */
    MIRRORED("mirrored", Edits::mirrored),
    /** Something stands in front of it. */
    COVERED("a quarter covered", picture -> Edits.covered(picture, 0.25, 0.4, 0.6)),
    /** Seen from the side. */
    SHEARED("sheared", picture -> Edits.sheared(picture, 0.2, 0.08, 0.9)),
    /** Several at once. */
    COMBINED("turned, cropped and blurred", picture -> Edits.blurred(Edits.cropped(Edits.rotated(picture, -12), 0.6, 0.5, 0.5), 2));

    private final String text;
    private final UnaryOperator<Picture> edit;

    DemoEdit(String text, UnaryOperator<Picture> edit) {
        this.text = text;
        this.edit = edit;
    }

    /** In words; fit for a file name. */
    public String text() {
        return text;
    }

    /** The edited picture. */
    public Picture apply(Picture picture) {
        return edit.apply(picture);
    }
}
