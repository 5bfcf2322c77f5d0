package io.streetmatch.index;

import io.streetmatch.image.ImageId;

/**
 * One vector in the index.
 *
 * @param source the picture it came from
 * @param variant which version of the picture was embedded: {@link #ORIGINAL}, or the name of an edit
 * @param vector the embedding; shared, not to be changed
 */
public record IndexEntry(SourcePicture source, String variant, float[] vector) {

    /** The variant name of the picture as it was dropped. */
    public static final String ORIGINAL = "original";

    /** Primary key: the same picture and variant always have the same one. */
    public String key() {
        return key(source.id(), variant);
    }

    /** The key of a variant of a picture. */
    public static String key(ImageId source, String variant) {
        return source.hex() + "/" + variant;
    }
}
