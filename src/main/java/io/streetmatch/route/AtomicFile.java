package io.streetmatch.route;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes a file so that nobody ever reads half of it. */
final class AtomicFile {

    private AtomicFile() {}

    static void write(Path target, String text) throws IOException {
        Path temporary = Files.createTempFile(target.getParent(), ".", ".part");
        try {
            Files.writeString(temporary, text);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
