package io.streetmatch.augment;

import java.util.Random;

/** Mirrored: HorizontalFlip exchanges left and right, VerticalFlip top and bottom. */
enum Flip implements Operation {
    HORIZONTAL("HorizontalFlip"),
    VERTICAL("VerticalFlip");

    private final String operation;

    Flip(String operation) {
        this.operation = operation;
    }

    @Override
    public Edit draw(Random random) {
        return new Edit(operation + "()", pixels -> {
            if (this == HORIZONTAL) {
                pixels.flipHorizontal();
            } else {
                pixels.flipVertical();
            }
            return pixels;
        });
    }
}
