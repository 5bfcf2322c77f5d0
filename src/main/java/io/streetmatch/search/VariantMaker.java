package io.streetmatch.search;

import io.streetmatch.image.Picture;
import java.util.List;

/** Makes the variants that are stored beside a picture. Must be safe for use by several threads, and repeatable. */
@FunctionalInterface
public interface VariantMaker {

    /** Stores the picture alone. */
    VariantMaker NONE = original -> List.of();

    /** The variants of a picture, without the original. */
    List<Variant> variantsOf(Picture original);
}
