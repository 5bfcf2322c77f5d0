package io.streetmatch.image;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.exif.GpsDirectory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the camera wrote beside the pixels (EXIF). Nothing in it can make a picture bad. */
final class CameraData {

    private static final Logger LOG = LoggerFactory.getLogger(CameraData.class);

    private CameraData() {}

    /** Where the camera says it was; empty when it says nothing, or nothing that can be true. */
    static Optional<GeoLocation> location(byte[] file) {
        try {
            return ImageMetadataReader.readMetadata(new ByteArrayInputStream(file)).getDirectoriesOfType(GpsDirectory.class).stream()
                    .flatMap(gps -> Optional.ofNullable(gps.getGeoLocation()).stream())
                    // Cameras without a fix write zeros.
                    .filter(place -> !place.isZero())
                    .findFirst()
                    .map(place -> new GeoLocation(place.getLatitude(), place.getLongitude()));
        } catch (ImageProcessingException | IOException | RuntimeException e) {
            LOG.debug("no camera data", e);
            return Optional.empty();
        }
    }
}
