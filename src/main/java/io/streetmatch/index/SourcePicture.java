package io.streetmatch.index;

import io.streetmatch.image.GeoLocation;
import io.streetmatch.image.ImageId;
import java.time.Instant;
import java.util.Optional;

/**
 * What the index remembers of a picture in the collection, whichever variant of it an entry holds.
 *
 * @param id SHA-256 of the file
 * @param name as it was dropped: path below the inbox, with {@code /}
 * @param path where the file lies now: relative to the data folder, with {@code /}, such as {@code archive/2026-11-24/a.jpg}
 * @param width of the picture in the file, in pixels
 * @param height of the picture in the file, in pixels
 * @param bytes size of the file
 * @param ingested when it was taken in
 * @param location where the camera says it was
 */
public record SourcePicture(
        ImageId id, String name, String path, int width, int height, long bytes, Instant ingested, Optional<GeoLocation> location) {}
