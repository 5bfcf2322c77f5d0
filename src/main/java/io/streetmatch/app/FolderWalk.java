package io.streetmatch.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.BiConsumer;

/**
 * The files of a folder and its sub-folders, in the order of their names, hidden ones left out; links to folders are not followed. Unlike
 * {@link Files#walk} it goes on behind a sub-folder that may not be read. Not safe for use by several threads.
 */
final class FolderWalk implements Iterator<Path> {

    private final Deque<Path> left = new ArrayDeque<>();
    private final BiConsumer<Path, IOException> unreadable;

    /** Walks a folder; what happens to sub-folders that cannot be read is the caller's. */
    FolderWalk(Path folder, BiConsumer<Path, IOException> unreadable) {
        this.unreadable = unreadable;
        open(folder);
    }

    @Override
    public boolean hasNext() {
        while (!left.isEmpty()) {
            Path first = left.peekFirst();
            if (Files.isDirectory(first, LinkOption.NOFOLLOW_LINKS)) {
                left.removeFirst();
                open(first);
            } else if (Files.isRegularFile(first)) {
                return true;
            } else {
                left.removeFirst();
            }
        }
        return false;
    }

    @Override
    public Path next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return left.removeFirst();
    }

    private void open(Path folder) {
        List<Path> inside = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, each -> !each.getFileName().toString().startsWith("."))) {
            stream.forEach(inside::add);
        } catch (IOException e) {
            unreadable.accept(folder, e);
        } catch (DirectoryIteratorException | UncheckedIOException e) {
            unreadable.accept(folder, e.getCause() instanceof IOException cause ? cause : new IOException(e));
        }
        inside.sort(null);
        for (int i = inside.size() - 1; i >= 0; i--) {
            left.addFirst(inside.get(i));
        }
    }
}
