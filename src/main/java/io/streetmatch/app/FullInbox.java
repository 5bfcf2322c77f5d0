package io.streetmatch.app;

import io.streetmatch.bench.BenchPictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What lies in a daemon's inbox for being measured, and more of it where it would run out. */
final class FullInbox {

    private final ForkedDaemon daemon;
    private final BenchPictures pictures;
    private final Path stage;
    private final List<Path> dropped = new ArrayList<>();

    /**
     * An inbox with nothing in it yet.
     *
     * @param stage where folders are filled before they are dropped, on the file system of the data folder
     */
    FullInbox(ForkedDaemon daemon, BenchPictures pictures, Path stage) {
        this.daemon = daemon;
        this.pictures = pictures;
        this.stage = stage;
    }

    /** Adds as many pictures as are missing, and as many again: nothing is added for each turn. */
    void holdAtLeast(long count) throws IOException {
        long left = left();
        if (left < count) {
            add((int) (2 * count - left));
        }
    }

    /** Drops a folder with so many more pictures. */
    void add(int count) throws IOException {
        Path files = stage.resolve("counted-" + dropped.size());
        pictures.write(files, count);
        dropped.add(daemon.drop(files));
    }

    /** How many have not been taken in yet. */
    long left() throws IOException {
        long left = 0;
        for (Path folder : dropped) {
            try (Stream<Path> files = Files.list(folder)) {
                left += files.count();
            }
        }
        return left;
    }

    /** Waits until all have been taken in. */
    void awaitEmpty() throws IOException, InterruptedException {
        for (Path folder : dropped) {
            daemon.awaitEmpty(folder);
        }
    }
}
