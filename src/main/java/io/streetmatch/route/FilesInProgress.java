package io.streetmatch.route;

import java.io.File;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.spi.IdempotentRepository;

/**
 * The files whose exchanges have not ended, by their absolute paths. Safe for use by several threads.
 *
 * <p>Unlike Camel's own it takes up no file that is gone. A consumer asks the filter first and this repository afterwards; a file whose
 * exchange ends in between, moves and is struck off here would be visited a second time. The move comes before the striking off, so whoever
 * is not in here and still exists has not been taken in.
 *
 * <p>It forgets nothing when a route that refers to it is stopped: a reloaded route goes on with it.
 */
public final class FilesInProgress implements IdempotentRepository {

    private final Set<String> paths = ConcurrentHashMap.newKeySet();

    @Override
    public boolean add(String path) {
        if (!paths.add(path)) {
            return false;
        }
        if (!new File(path).exists()) {
            paths.remove(path);
            return false;
        }
        return true;
    }

    @Override
    public boolean contains(String path) {
        return paths.contains(path);
    }

    @Override
    public boolean remove(String path) {
        return paths.remove(path);
    }

    @Override
    public boolean confirm(String path) {
        return true;
    }

    @Override
    public void clear() {
        paths.clear();
    }

    @Override
    public void start() {}

    @Override
    public void stop() {}
}
