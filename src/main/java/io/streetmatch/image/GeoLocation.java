package io.streetmatch.image;

import java.util.Optional;

/**
 * Where a picture was taken, in degrees of WGS 84.
 *
 * @param latitude north is positive, -90 to 90
 * @param longitude east is positive, -180 to 180
 */
public record GeoLocation(double latitude, double longitude) {

    /** A location, unless the numbers are none: outside their ranges, or not a number. */
    static Optional<GeoLocation> ifOnEarth(double latitude, double longitude) {
        return isOnEarth(latitude, longitude) ? Optional.of(new GeoLocation(latitude, longitude)) : Optional.empty();
    }

    /** @throws IllegalArgumentException when a value is outside its range or not a number */
    public GeoLocation {
        if (!isOnEarth(latitude, longitude)) {
            throw new IllegalArgumentException("no place on Earth: latitude " + latitude + ", longitude " + longitude);
        }
    }

    private static boolean isOnEarth(double latitude, double longitude) {
        return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
    }
}
