package io.streetmatch.index;

import java.util.Comparator;

/**
 * An entry found by a search; the vector itself is not handed out.
 *
 * @param source the picture
 * @param variant the variant that was found
 * @param edit how that variant was made; empty for the original
 * @param distance smaller is nearer; see {@link io.streetmatch.embed.Metric}
 * @param similarity larger is nearer; see {@link io.streetmatch.embed.Metric}
 */
public record Neighbour(SourcePicture source, String variant, String edit, double distance, double similarity) {

    /** Nearest first; at equal distances in the order of pictures, and of a picture the original first, then its variants by name. */
    public static final Comparator<Neighbour> NEAREST_FIRST = Comparator.comparingDouble(Neighbour::distance)
            .thenComparing(neighbour -> neighbour.source().id().hex())
            .thenComparing(neighbour -> !neighbour.variant().equals(IndexEntry.ORIGINAL))
            .thenComparing(Neighbour::variant);
}
