package io.streetmatch.augment;

import java.util.Random;

/**
 * One kind of edit with the ranges of its parameters. Immutable; its {@code toString} names every parameter, because the recipe's
 * fingerprint is made of it.
 */
sealed interface Operation
        permits Rotate, Crop, RandomResizedCrop, GaussianBlur, CoarseDropout, Flip, Affine, Perspective, RandomBrightnessContrast, ImageCompression,
                GaussNoise, Macro {

    /** Draws the parameters by lot. */
    Edit draw(Random random);
}
