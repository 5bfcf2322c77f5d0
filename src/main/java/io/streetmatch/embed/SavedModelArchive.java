package io.streetmatch.embed;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** A SavedModel packed as {@code tar.gz}, as TF Hub and Kaggle hand it out. Whoever made the archive is not trusted. */
final class SavedModelArchive {

    /** The file that makes a folder a SavedModel. */
    static final String MODEL_FILE = "saved_model.pb";

    private static final int MOST_ENTRIES = 10_000;
    /** Of all files together: far above any image model, far below what fills a disk. */
    private static final long MOST_BYTES = 4L << 30;

    private SavedModelArchive() {}

    /** Whether the folder holds a SavedModel. */
    static boolean isIn(Path folder) {
        return Files.isRegularFile(folder.resolve(MODEL_FILE));
    }

    /**
     * Unpacks files and folders, nothing else, strictly below a folder.
     *
     * @param folder empty
     * @return the folder with {@code saved_model.pb}: the given one, or the only one directly below it that has the file
     * @throws IOException when the archive is damaged, holds no SavedModel, or holds what does not belong into one
     */
    static Path unpack(Path archive, Path folder) throws IOException {
        try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
                TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(file), "UTF-8")) {
            long bytes = 0;
            int entries = 0;
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                bytes += entry.getSize();
                entries++;
                if (bytes > MOST_BYTES || entries > MOST_ENTRIES) {
                    throw new IOException("it holds more than %d files or %d bytes".formatted(MOST_ENTRIES, MOST_BYTES));
                }
                unpack(tar, entry, folder);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException("the archive (tar.gz) cannot be unpacked: " + e.getMessage(), e);
        }
        return modelFolder(folder);
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path folder) throws IOException {
        Path target = target(entry.getName(), folder);
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        byte kind = entry.getLinkFlag();
        if (kind != TarConstants.LF_NORMAL && kind != TarConstants.LF_OLDNORM) {
            throw new IOException("'%s' is neither a file nor a folder".formatted(entry.getName()));
        }
        Files.createDirectories(target.getParent());
        Files.copy(tar, target);
    }

    private static Path target(String name, Path folder) throws IOException {
        Path relative;
        try {
            relative = Path.of(name);
        } catch (InvalidPathException e) {
            throw new IOException("'%s' is not a file name here".formatted(name), e);
        }
        boolean climbs = false;
        for (Path part : relative) {
            climbs |= part.toString().equals("..");
        }
        if (climbs || name.isEmpty() || name.startsWith("/") || name.indexOf('\\') >= 0 || relative.isAbsolute()) {
            throw new IOException("'%s' would be written outside the folder".formatted(name));
        }
        return folder.resolve(relative).normalize();
    }

    private static Path modelFolder(Path folder) throws IOException {
        if (isIn(folder)) {
            return folder;
        }
        List<Path> candidates;
        try (Stream<Path> below = Files.list(folder)) {
            candidates = below.filter(SavedModelArchive::isIn).toList();
        }
        if (candidates.size() != 1) {
            throw new IOException("there is no %s in this archive".formatted(MODEL_FILE));
        }
        return candidates.get(0);
    }
}
