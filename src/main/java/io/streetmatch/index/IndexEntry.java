package io.streetmatch.index;

import io.streetmatch.image.ImageId;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One vector in the index.
 *
 * @param source the picture it came from
 * @param variant which version of the picture was embedded: {@link #ORIGINAL}, or the name of an edited one
 * @param edit how the variant was made, operation and parameters, such as {@code Rotate(angle=-7.3)}; empty for the original
 * @param recipe fingerprint of the recipe that was in force when the entry was made, for originals too: tells which pictures a changed
 *     recipe has not seen
 * @param vector the embedding; shared, not to be changed
 */
public record IndexEntry(SourcePicture source, String variant, String edit, String recipe, float[] vector) {

    /** The variant name of the picture as it was dropped. */
    public static final String ORIGINAL = "original";

    /** The entry of the picture as it was dropped. */
    public static IndexEntry original(SourcePicture source, String recipe, float[] vector) {
        return new IndexEntry(source, ORIGINAL, "", recipe, vector);
    }

    /** Whether it is the picture as it was dropped. */
    public boolean isOriginal() {
        return variant.equals(ORIGINAL);
    }

    /** The same entries, variants before originals: whoever writes in this order finds no original whose variants are not there. */
    static List<IndexEntry> originalsLast(List<IndexEntry> entries) {
        return entries.stream().sorted(Comparator.comparing(IndexEntry::isOriginal)).toList();
    }

    /** The pictures whose originals are among these entries, by the recipe of the original. */
    static Map<String, Set<ImageId>> originalsByRecipe(Collection<IndexEntry> entries) {
        return entries.stream().filter(IndexEntry::isOriginal)
                .collect(Collectors.groupingBy(IndexEntry::recipe, Collectors.mapping(entry -> entry.source().id(), Collectors.toSet())));
    }

    /** Primary key: the same picture and variant always have the same one. */
    public String key() {
        return key(source.id(), variant);
    }

    /** The key of a variant of a picture. */
    public static String key(ImageId source, String variant) {
        return source.hex() + "/" + variant;
    }
}
