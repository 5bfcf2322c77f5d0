package io.streetmatch.folder;

/** How files are called. */
public final class FileNames {

    private FileNames() {}

    /** A name without its ending; a name that begins with its only dot stays as it is. */
    public static String stem(String name) {
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /** The file of a variant of {@code stem}: {@code 0_rotated_0.jpg}. */
    public static String variant(String stem, String variant) {
        return stem + "_" + variant + ".jpg";
    }
}
