package io.streetmatch.image;

/**
 * Where a picture was taken, in degrees of WGS 84.
 *
 * @param latitude north is positive, -90 to 90
 * @param longitude east is positive, -180 to 180
 */
public record GeoLocation(double latitude, double longitude) {

    /** @throws IllegalArgumentException when a value is outside its range or not a number */
    public GeoLocation {
        if (!(Math.abs(latitude) <= 90) || !(Math.abs(longitude) <= 180)) {
            throw new IllegalArgumentException("no place on Earth: latitude " + latitude + ", longitude " + longitude);
        }
    }
}
