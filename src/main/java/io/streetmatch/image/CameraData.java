package io.streetmatch.image;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the camera wrote beside the pixels (EXIF 2.32). Nothing in it can make a picture bad.
 *
 * @param orientation how the stored pixels lie, as EXIF numbers it: 1 (upright, also when nothing sensible is said) to 8
 * @param location where the camera says it was; empty when it says nothing, or nothing that can be true
 */
record CameraData(int orientation, Optional<GeoLocation> location) {

    private static final Logger LOG = LoggerFactory.getLogger(CameraData.class);

    private static final int UPRIGHT = 1;
    private static final CameraData NONE = new CameraData(UPRIGHT, Optional.empty());

    private static final int ORIENTATION = 0x0112;
    private static final int GPS = 0x8825;
    private static final int LATITUDE_REFERENCE = 1;
    private static final int LATITUDE = 2;
    private static final int LONGITUDE_REFERENCE = 3;
    private static final int LONGITUDE = 4;

    /** The camera data of a whole file, whatever its format. */
    static CameraData of(byte[] file) {
        try {
            return ExifFinder.find(file).flatMap(TiffDirectory::first)
                    .map(directory -> new CameraData(orientation(directory), location(directory))).orElse(NONE);
        } catch (IndexOutOfBoundsException e) {
            LOG.debug("no camera data", e);
            return NONE;
        }
    }

    private static int orientation(TiffDirectory directory) {
        long said = directory.number(ORIENTATION).orElse(UPRIGHT);
        return said >= UPRIGHT && said <= 8 ? (int) said : UPRIGHT;
    }

    /** A broken place leaves the orientation as it is. */
    private static Optional<GeoLocation> location(TiffDirectory directory) {
        try {
            return directory.directory(GPS).flatMap(gps -> degrees(gps, LATITUDE, LATITUDE_REFERENCE, 'S')
                    .flatMap(latitude -> degrees(gps, LONGITUDE, LONGITUDE_REFERENCE, 'W')
                            // Cameras without a fix write zeros.
                            .filter(longitude -> latitude != 0 || longitude != 0)
                            .flatMap(longitude -> GeoLocation.ifOnEarth(latitude, longitude))));
        } catch (IndexOutOfBoundsException e) {
            LOG.debug("no location", e);
            return Optional.empty();
        }
    }

    private static Optional<Double> degrees(TiffDirectory gps, int tag, int referenceTag, char negative) {
        Optional<Character> reference = gps.letter(referenceTag);
        return gps.threeFractions(tag).filter(parts -> reference.isPresent())
                .map(parts -> (parts[0] + parts[1] / 60 + parts[2] / 3600) * (Character.toUpperCase(reference.get()) == negative ? -1 : 1))
                .filter(Double::isFinite);
    }
}
