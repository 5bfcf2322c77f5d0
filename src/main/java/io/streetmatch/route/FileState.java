package io.streetmatch.route;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/** Size and time of change of a file: what tells that somebody wrote to it meanwhile. */
record FileState(long size, FileTime modified) {

    static FileState of(Path file) throws IOException {
        return new FileState(Files.size(file), Files.getLastModifiedTime(file));
    }
}
