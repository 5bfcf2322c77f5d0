package io.streetmatch.augment;

import io.streetmatch.image.Picture;

/**
 * An edited version of a picture that is stored beside it.
 *
 * @param name unique among the variants of a picture, and always the same for the same edit
 * @param edit how it was made, operation and parameters
 * @param picture the edited pixels
 */
public record Variant(String name, String edit, Picture picture) {}
