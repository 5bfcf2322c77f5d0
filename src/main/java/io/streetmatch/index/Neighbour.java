package io.streetmatch.index;

/**
 * An entry found by a search; the vector itself is not handed out.
 *
 * @param source the picture
 * @param variant the variant that was found
 * @param distance smaller is nearer; see {@link io.streetmatch.embed.Metric}
 * @param similarity larger is nearer; see {@link io.streetmatch.embed.Metric}
 */
public record Neighbour(SourcePicture source, String variant, double distance, double similarity) {}
