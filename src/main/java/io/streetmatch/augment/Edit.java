package io.streetmatch.augment;

import ij.process.ColorProcessor;

/**
 * An operation with its parameters drawn: changes a picture in one certain way.
 *
 * @param text operation and parameters, as an answer shows them: {@code Rotate(angle=-7.3)}
 * @param change what it does; may work on the given pixels in place; safe for use by several threads on different pictures
 */
record Edit(String text, Change change) {

    /** A change of pixels. */
    @FunctionalInterface
    interface Change {
        ColorProcessor apply(ColorProcessor pixels) throws InterruptedException, MacroFailedException;
    }

    ColorProcessor apply(ColorProcessor pixels) throws InterruptedException, MacroFailedException {
        return change.apply(pixels);
    }
}
