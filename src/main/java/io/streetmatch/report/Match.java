package io.streetmatch.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.streetmatch.image.GeoLocation;
import io.streetmatch.image.ImageId;
import io.streetmatch.index.Neighbour;
import io.streetmatch.index.SourcePicture;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Optional;

/**
 * A picture of the collection that answers a question.
 *
 * @param rank 1 for the nearest
 * @param name as it was dropped: path below the inbox, with {@code /}
 * @param id SHA-256 of its file
 * @param path where its file lies: relative to the data folder, with {@code /}
 * @param variant the version of it that was nearest: {@value io.streetmatch.index.IndexEntry#ORIGINAL}, or the name of an edit
 * @param edit how that version was made, operation and parameters; absent for the original
 * @param distance smaller is nearer, see {@link io.streetmatch.embed.Metric}; kept to 6 decimals
 * @param similarity larger is nearer, see {@link io.streetmatch.embed.Metric}; kept to 6 decimals
 * @param width of the picture in the file, upright, in pixels
 * @param height of the picture in the file, upright, in pixels
 * @param ingested when it was taken in
 * @param location where the camera says it was; absent when it says nothing
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Match(
        int rank,
        String name,
        ImageId id,
        String path,
        String variant,
        Optional<String> edit,
        double distance,
        double similarity,
        int width,
        int height,
        Instant ingested,
        Optional<GeoLocation> location) {

    /** Single precision carries 6 to 7 digits; what lies below differs from run to run and would make a stored picture's own distance 1e-7. */
    private static final int DECIMALS = 6;

    /** @throws IllegalArgumentException when the rank is below 1, or distance or similarity is not a finite number */
    public Match {
        if (rank < 1) {
            throw new IllegalArgumentException("rank is " + rank + ", must be at least 1");
        }
        distance = rounded("distance", distance);
        similarity = rounded("similarity", similarity);
    }

    /** The match that a found entry makes. */
    public static Match of(int rank, Neighbour neighbour) {
        SourcePicture source = neighbour.source();
        return new Match(
                rank,
                source.name(),
                source.id(),
                source.path(),
                neighbour.variant(),
                Optional.of(neighbour.edit()).filter(edit -> !edit.isEmpty()),
                neighbour.distance(),
                neighbour.similarity(),
                source.width(),
                source.height(),
                source.ingested(),
                source.location());
    }

    private static double rounded(String what, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(what + " is " + value + ", must be a finite number");
        }
        // BigDecimal knows no negative zero, so -1e-9 becomes 0 and not -0.
        return BigDecimal.valueOf(value).setScale(DECIMALS, RoundingMode.HALF_EVEN).doubleValue();
    }
}
