package io.streetmatch.folder;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** How files are called. */
public final class FileNames {

    /** What a name may take on the file systems in use, in bytes of UTF-8. */
    public static final int LONGEST = 255;

    private static final int LONGEST_ENDING = 16;

    private FileNames() {}

    /** A name without its ending; a name that begins with its only dot stays as it is. */
    public static String stem(String name) {
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /** The file of a variant of {@code stem}: {@code 0_rotated_0.jpg}. */
    public static String variant(String stem, String variant) {
        String end = "_" + variant + ".jpg";
        return shortened(stem, LONGEST - bytes(end)) + end;
    }

    /** A name with a number before its ending: {@code street~2.jpg}. */
    public static String numbered(String name, int number) {
        String ending = ending(name);
        String end = "~" + number + ending;
        return shortened(name.substring(0, name.length() - ending.length()), LONGEST - bytes(end)) + end;
    }

    /**
     * A name that leaves room for something behind it: itself where it fits, else its beginning, eight digits that tell it from others
     * with that beginning, and its ending.
     *
     * @param room what it may take, in bytes of UTF-8, at least 64
     */
    public static String shortened(String name, int room) {
        if (bytes(name) <= room) {
            return name;
        }
        String end = "~" + digest(name) + ending(name);
        int kept = 0;
        for (int next = 0; next < name.length() && bytes(name.substring(0, next)) + bytes(end) <= room; ) {
            kept = next;
            next += Character.charCount(name.codePointAt(next));
        }
        return name.substring(0, kept) + end;
    }

    /** The dot and what is behind it; what is long is no ending. */
    private static String ending(String name) {
        String ending = name.substring(stem(name).length());
        return bytes(ending) > LONGEST_ENDING ? "" : ending;
    }

    /** A name that Camel takes as a whole, which takes a backslash for the separator of folders. */
    public static String withoutBackslashes(String name) {
        return File.separatorChar == '/' ? name.replace('\\', '_') : name;
    }

    /** A name for the eye: what would end a line or command a terminal becomes {@code ?}. */
    public static String shown(String name) {
        return name.replaceAll("[\\p{Cntrl}\\u2028\\u2029\\u202A-\\u202E\\u2066-\\u2069]", "?");
    }

    private static int bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String digest(String name) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sum, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
