package io.streetmatch.index;

/**
 * A picture of the collection with what tells whether its entries are still what they should be.
 *
 * @param source the picture
 * @param recipe fingerprint of the recipe that was in force when its original was stored
 */
public record StoredPicture(SourcePicture source, String recipe) {}
