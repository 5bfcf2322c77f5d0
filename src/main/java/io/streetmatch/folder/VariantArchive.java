package io.streetmatch.folder;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Keeps variants as files beside their original in the archive. Safe for use by several threads.
 *
 * @param data where the archive is
 */
public record VariantArchive(DataFolder data) {

    /** What {@link #keep} calls files: the original's stem, the variant's name, perhaps a number. */
    private static final Pattern VARIANT = Pattern.compile("(.+)_[a-z][a-z0-9-]*_\\d+(?:-\\d+)?\\.jpg");

    /**
     * Writes a variant, whole or not at all; the same bytes under the same name are not written again.
     *
     * @param original its path relative to the data folder
     * @param variant its name
     * @param jpeg the bytes of its file
     * @return where it lies: {@code <original>_<variant>.jpg}, with a number before the ending where somebody else's file has that name
     * @throws IOException when it cannot be written
     */
    public Path keep(String original, String variant, byte[] jpeg) throws IOException {
        Path beside = data.root().resolve(original);
        Path folder = Files.createDirectories(beside.getParent());
        String stem = FileNames.stem(beside.getFileName().toString());
        Path written = Files.write(Files.createTempFile(folder, ".variant-", ".tmp"), jpeg);
        try {
            for (int number = 1; ; number++) {
                Path target = folder.resolve(FileNames.variant(stem, number == 1 ? variant : variant + "-" + number));
                if (Files.exists(target) && Arrays.equals(Files.readAllBytes(target), jpeg) || link(written, target)) {
                    return target;
                }
            }
        } finally {
            Files.deleteIfExists(written);
        }
    }

    /** Those of some files that are not variants kept beside their original, by their names. */
    public static List<Path> originals(List<Path> files) {
        Set<Path> stems = files.stream().map(file -> file.resolveSibling(FileNames.stem(file.getFileName().toString()))).collect(Collectors.toSet());
        return files.stream().filter(file -> {
            Matcher variant = VARIANT.matcher(file.getFileName().toString());
            return !variant.matches() || !stems.contains(file.resolveSibling(variant.group(1)));
        }).toList();
    }

    /** Gives a file a second name, unless the name is taken: unlike a move this never overwrites. */
    private static boolean link(Path written, Path target) throws IOException {
        try {
            Files.createLink(target, written);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (UnsupportedOperationException e) {
            throw new AtomicMoveNotSupportedException(written.toString(), target.toString(),
                    "the file system of the archive has no links; set augment.keep = false");
        }
    }
}
