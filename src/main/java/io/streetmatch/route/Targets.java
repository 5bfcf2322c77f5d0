package io.streetmatch.route;

import io.streetmatch.folder.FileNames;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Chooses where files move to, so that none is ever overwritten: a name that is taken, on disk or by a file on its way, gets a number, and
 * one that would be too long is shortened. Safe for use by several threads.
 */
final class Targets {

    /** Linux takes paths of 4,096 bytes; a little is left for names of temporary files. */
    private static final int LONGEST_PATH = 4_000;

    private final Set<Path> reserved = ConcurrentHashMap.newKeySet();

    /**
     * A free path in a folder; stays reserved until it is {@linkplain #release released}.
     *
     * @param name path below the folder, with {@code /}
     * @param companion what is put behind the name for a second file, which is not there yet either; may be empty
     */
    Path reserve(Path folder, String name, String companion) {
        Path wanted = folder.resolve(name).normalize();
        if (!wanted.startsWith(folder)) {
            throw new IllegalArgumentException("'" + name + "' is not the name of a file below a folder");
        }
        if (wanted.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
            wanted = folder.resolve(FileNames.shortened(name.replace('/', '_'), FileNames.LONGEST));
        }
        Path parent = folder;
        for (Path part : folder.relativize(wanted.getParent())) {
            parent = subfolder(parent, part.toString());
        }
        int room = FileNames.LONGEST - companion.length();
        String shortened = FileNames.shortened(wanted.getFileName().toString(), room);
        Path candidate = parent.resolve(shortened);
        for (int number = 2; isTaken(candidate, companion) || !reserved.add(candidate); number++) {
            candidate = parent.resolve(FileNames.shortened(FileNames.numbered(shortened, number), room));
        }
        return candidate;
    }

    /** Gives a path free: the file is there now, or will not come. */
    void release(Path path) {
        reserved.remove(path);
    }

    /** Where a companion lies. */
    static Path beside(Path target, String companion) {
        return target.resolveSibling(target.getFileName() + companion);
    }

    /** A folder of this name; of another one where a file has the name. */
    private static Path subfolder(Path parent, String name) {
        if (name.isEmpty()) {
            return parent;
        }
        Path candidate = parent.resolve(name);
        for (int number = 2; isTaken(candidate) && !Files.isDirectory(candidate); number++) {
            candidate = parent.resolve(FileNames.numbered(name, number));
        }
        return candidate;
    }

    private static boolean isTaken(Path path, String companion) {
        return isTaken(path) || !companion.isEmpty() && isTaken(beside(path, companion));
    }

    private static boolean isTaken(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }
}
