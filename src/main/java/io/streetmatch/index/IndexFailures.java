package io.streetmatch.index;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.store.LockObtainFailedException;

/** What went wrong with the index in a folder, in words that help. */
record IndexFailures(Path folder) {

    /** A failure that may pass: a full disk, another process, rights. */
    IndexUnavailableException unavailable(String doing, Exception cause) {
        if (cause instanceof LockObtainFailedException) {
            return new IndexUnavailableException(("Cannot %s: another process is using the index in %s. Is Streetmatch running already?"
                    + " Stop it, or choose another data folder.").formatted(doing, folder), cause);
        }
        if (damage(cause)) {
            return new IndexUnavailableException("Cannot " + doing + ": " + damaged(cause), cause);
        }
        return new IndexUnavailableException("Cannot %s: the index in %s failed with '%s' (%s). If the disk is full, free some space;"
                .formatted(doing, folder, reason(cause), space()) + " nothing that was acknowledged is lost.", cause);
    }

    /** Whether the files themselves are wrong, so that trying again does not help. */
    static boolean damage(Exception cause) {
        return cause instanceof CorruptIndexException
                || cause instanceof IndexFormatTooOldException
                || cause instanceof IndexFormatTooNewException
                || cause instanceof IndexNotFoundException
                || cause instanceof EOFException
                || cause instanceof FileNotFoundException
                || cause instanceof NoSuchFileException;
    }

    /** The failure of files that are damaged. */
    IndexCorruptException corrupt(IOException cause) {
        return new IndexCorruptException(damaged(cause), cause);
    }

    private String damaged(Exception cause) {
        return ("The index in %s is damaged (%s). Your pictures are not: move %s away and drop the pictures of data/archive into the"
                + " inbox again.").formatted(folder, reason(cause), folder);
    }

    private static String reason(Exception cause) {
        return cause.getMessage() == null ? cause.toString() : cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    private String space() {
        try {
            return "%,d MiB free".formatted(Files.getFileStore(folder).getUsableSpace() >> 20);
        } catch (IOException e) {
            return "free space unknown: " + e.getMessage();
        }
    }
}
