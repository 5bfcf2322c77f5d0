package io.streetmatch.image;

import io.streetmatch.image.BadImageException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Tells picture files from others. Safe for use by several threads. */
public final class PictureFiles {

    /** More than any format here needs to be known. */
    private static final int BYTES_LOOKED_AT = 512;

    private PictureFiles() {}

    /**
     * Whether a file means to be a picture, by its first bytes: a damaged or empty one, or one of a format that is not read here, does;
     * a text does not, whatever its name.
     *
     * @throws IOException when it cannot be read
     */
    public static boolean looksLikePicture(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            ImageHeader.parse(in.readNBytes(BYTES_LOOKED_AT));
            return true;
        } catch (BadImageException e) {
            return e.reason() != Reason.NOT_A_PICTURE;
        }
    }

    /**
     * The files below a folder that mean to be pictures, sub-folders and links included, in the order of their paths.
     *
     * @throws IOException when something there cannot be read
     */
    public static List<Path> below(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> all = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                if (looksLikePicture(file)) {
                    found.add(file);
                }
            }
        }
        return found;
    }
}
