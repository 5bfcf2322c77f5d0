package io.streetmatch.route;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Chooses where files move to, so that none is ever overwritten: a name that is taken, on disk or by a file on its way, gets a number.
 * Safe for use by several threads.
 */
final class Targets {

    private final Set<Path> reserved = ConcurrentHashMap.newKeySet();

    /** A free path like the wanted one; stays reserved until it is {@linkplain #release released}. */
    Path reserve(Path wanted) {
        Path candidate = wanted;
        for (int number = 2; Files.exists(candidate) || !reserved.add(candidate); number++) {
            candidate = wanted.resolveSibling(numbered(wanted.getFileName().toString(), number));
        }
        return candidate;
    }

    /** Gives a path free: the file is there now, or will not come. */
    void release(Path path) {
        reserved.remove(path);
    }

    private static String numbered(String name, int number) {
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) + "~" + number + name.substring(dot) : name + "~" + number;
    }
}
