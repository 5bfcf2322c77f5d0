package io.streetmatch.route;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * What tells that somebody wrote to a file meanwhile, or put another one in its place.
 *
 * @param size in bytes
 * @param modified when it was last written
 * @param key the file system's own name for it, where it has one
 */
record FileState(long size, FileTime modified, String key) {

    /**
     * Fails when the file is not what it was.
     *
     * @throws IOException when it changed, or is gone
     */
    void requireStill(Path file) throws IOException {
        if (!equals(of(file))) {
            throw new IOException("the file changed meanwhile; it is read again");
        }
    }

    static FileState of(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new FileState(attributes.size(), attributes.lastModifiedTime(), String.valueOf(attributes.fileKey()));
    }
}
