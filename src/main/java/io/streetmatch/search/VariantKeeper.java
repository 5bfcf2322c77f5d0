package io.streetmatch.search;

import io.streetmatch.augment.Variant;
import io.streetmatch.index.SourcePicture;
import java.io.IOException;

/** Keeps variants where people can look at them. Must be safe for use by several threads, and repeatable. */
@FunctionalInterface
public interface VariantKeeper {

    /** Forgets them once they are embedded. */
    VariantKeeper NONE = (source, variant) -> {};

    /**
     * Keeps one variant; called before the picture counts as taken in.
     *
     * @throws IOException when it cannot be kept; the picture is tried again then
     */
    void keep(SourcePicture source, Variant variant) throws IOException;
}
