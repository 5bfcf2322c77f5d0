package io.streetmatch.image;

import java.util.Optional;

/**
 * A picture as it came out of its file.
 *
 * @param pixels upright (EXIF orientation applied once); reduced when the file's picture is larger than anything here needs
 * @param format the file's format
 * @param width of the picture in the file, upright, in pixels
 * @param height of the picture in the file, upright, in pixels
 * @param location where the camera says it was
 */
public record DecodedPicture(Picture pixels, ImageFormat format, int width, int height, Optional<GeoLocation> location) {}
