package io.streetmatch.embed;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** A SavedModel packed as {@code tar.gz}, as TF Hub and Kaggle hand it out. Whoever made the archive is not trusted. */
final class SavedModelArchive {

    /** The file that makes a folder a SavedModel. */
    static final String MODEL_FILE = "saved_model.pb";

    private static final int BUFFER = 1 << 16;
    private static final int MOST_ENTRIES = 10_000;
    /** Of all files together: far above any image model, far below what fills a disk. */
    static final long MOST_BYTES = 4L << 30;

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
                TarReader tar = new TarReader(new BufferedInputStream(new GZIPInputStream(file)))) {
            long bytes = 0;
            int entries = 0;
            for (Optional<TarReader.Entry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
                bytes += entry.get().size();
                entries++;
                if (bytes > MOST_BYTES || entries > MOST_ENTRIES) {
                    throw new IOException("it holds more than %d files or %d bytes".formatted(MOST_ENTRIES, MOST_BYTES));
                }
                unpack(tar, entry.get(), folder);
            }
        } catch (IOException e) {
            throw new IOException("the archive (tar.gz) cannot be unpacked: " + ResumableDownload.reason(e), e);
        }
        return modelFolder(folder);
    }

    private static void unpack(TarReader tar, TarReader.Entry entry, Path folder) throws IOException {
        Path target = target(entry.name(), folder);
        switch (entry.kind()) {
            case FOLDER -> Files.createDirectories(target);
            case FILE -> {
                Files.createDirectories(target.getParent());
                try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
                    byte[] buffer = new byte[BUFFER];
                    for (int count = tar.read(buffer); count >= 0; count = tar.read(buffer)) {
                        out.write(buffer, 0, count);
                    }
                }
            }
            case OTHER -> throw new IOException("'%s' is neither a file nor a folder".formatted(entry.name()));
        }
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
