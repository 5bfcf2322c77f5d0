package io.streetmatch.image;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.GpsDirectory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the camera wrote beside the pixels (EXIF). Nothing in it can make a picture bad.
 *
 * @param orientation how the stored pixels lie, as EXIF 2.32 numbers it: 1 (upright, also when nothing sensible is said) to 8
 * @param location where the camera says it was; empty when it says nothing, or nothing that can be true
 */
record CameraData(int orientation, Optional<GeoLocation> location) {

    private static final Logger LOG = LoggerFactory.getLogger(CameraData.class);

    private static final int UPRIGHT = 1;
    private static final CameraData NONE = new CameraData(UPRIGHT, Optional.empty());

    /** The camera data of a whole file, whatever its format. */
    static CameraData of(byte[] file) {
        try {
            Metadata metadata = ImageMetadataReader.readMetadata(new ByteArrayInputStream(file));
            return new CameraData(orientation(metadata), location(metadata));
        } catch (ImageProcessingException | IOException | RuntimeException e) {
            LOG.debug("no camera data", e);
            return NONE;
        }
    }

    private static int orientation(Metadata metadata) {
        return metadata.getDirectoriesOfType(ExifIFD0Directory.class).stream()
                .flatMap(exif -> Optional.ofNullable(exif.getInteger(ExifIFD0Directory.TAG_ORIENTATION)).stream())
                .filter(orientation -> orientation >= UPRIGHT && orientation <= 8)
                .findFirst()
                .orElse(UPRIGHT);
    }

    private static Optional<GeoLocation> location(Metadata metadata) {
        return metadata.getDirectoriesOfType(GpsDirectory.class).stream()
                .flatMap(gps -> Optional.ofNullable(gps.getGeoLocation()).stream())
                // Cameras without a fix write zeros.
                .filter(place -> !place.isZero())
                .findFirst()
                .flatMap(place -> GeoLocation.ifOnEarth(place.getLatitude(), place.getLongitude()));
    }
}
