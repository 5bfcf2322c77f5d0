package io.streetmatch.search;

import io.streetmatch.image.ImageId;
import io.streetmatch.index.IndexUnavailableException;
import io.streetmatch.index.Neighbour;
import io.streetmatch.index.VectorIndex;
import io.streetmatch.report.Grouping;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
        return grouping == Grouping.NONE ? index.search(vector, k) : nearestOfEachPicture(vector);
    }

    /** Asks for more and more entries until there are k pictures among them, or no more entries. */
    private List<Neighbour> nearestOfEachPicture(float[] vector) throws IndexUnavailableException {
        for (int limit = 2 * k; ; limit *= 4) {
            List<Neighbour> entries = index.search(vector, limit);
            Map<ImageId, Neighbour> pictures = new LinkedHashMap<>();
            entries.forEach(entry -> pictures.putIfAbsent(entry.source().id(), entry));
            if (pictures.size() >= k || entries.size() < limit) {
                return pictures.values().stream().limit(k).toList();
            }
        }
    }
}
