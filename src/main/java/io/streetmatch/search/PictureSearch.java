package io.streetmatch.search;

import io.streetmatch.index.IndexUnavailableException;
import io.streetmatch.index.Neighbour;
import io.streetmatch.index.VectorIndex;
import io.streetmatch.report.Grouping;
import java.util.List;

/**
 * The nearest pictures, or the nearest entries. Safe for use by several threads.
 *
 * @param index to search
 * @param k how many at most
 * @param grouping whether a picture counts once, by its nearest entry, or each entry by itself
 */
public record PictureSearch(VectorIndex index, int k, Grouping grouping) {

    /** The nearest, in their order. */
    public List<Neighbour> nearest(float[] vector) throws IndexUnavailableException {
        return grouping == Grouping.NONE ? index.search(vector, k) : index.searchPictures(vector, k);
    }
}
