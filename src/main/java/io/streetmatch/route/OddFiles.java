package io.streetmatch.route;

import io.streetmatch.folder.FileNames;
import io.streetmatch.search.Activity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deals with what lies in a watched folder and is no ordinary file, before Camel touches it: makes an ordinary file of it, or leaves it
 * alone and says so once. Safe for use by several threads.
 */
final class OddFiles {

    private static final Logger LOG = LoggerFactory.getLogger(OddFiles.class);

    /** What Java puts where the bytes of a name are no UTF-8; it cannot open such a file by that name. */
    private static final String UNDECODABLE = "\uFFFD";

    /** What names that are no UTF-8 most often are. */
    private static final Charset OLD_NAMES = Charset.forName("windows-1252");

    private final long maxBytes;
    private final Activity activity;
    private final Set<Path> leftAlone = ConcurrentHashMap.newKeySet();

    /** Links to larger files than {@code maxBytes} are left alone. */
    OddFiles(long maxBytes, Activity activity) {
        this.maxBytes = maxBytes;
        this.activity = activity;
    }

    /**
     * Whether this is an ordinary file or folder. What can be made one is: it passes at the next look.
     *
     * @param name below the watched folder, for people
     * @throws IOException when it is gone
     */
    boolean isOrdinary(Path path, String name) throws IOException {
        if (path.getFileName().toString().contains(UNDECODABLE) && !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            rename(path, name);
            return false;
        }
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (path.getFileName().toString().indexOf('\\') >= 0 && path.getFileSystem().getSeparator().equals("/")) {
            // Camel takes a backslash for the separator of folders.
            if (attributes.isDirectory()) {
                return leave(path, name, "The name of this folder has a backslash in it: give it another one.");
            }
            move(path, path.resolveSibling(FileNames.withoutBackslashes(path.getFileName().toString())), name);
            return false;
        }
        if (attributes.isSymbolicLink()) {
            return Files.isDirectory(path)
                    ? leave(path, name, "This is a link to a folder, and its pictures would be moved out of there: copy the folder, or use"
                            + " 'bin/streetmatch ingest'.")
                    : replaceLink(path, name);
        }
        return attributes.isRegularFile() || attributes.isDirectory() || leave(path, name, "This is neither a file nor a folder.");
    }

    /** Forgets what somebody took away. */
    void forgetMissing() {
        leftAlone.removeIf(path -> !Files.exists(path, LinkOption.NOFOLLOW_LINKS));
    }

    private boolean leave(Path path, String name, String why) {
        if (leftAlone.add(path)) {
            LOG.warn("{}: left where it is. {}", FileNames.shown(name), why);
            activity.postponed(FileNames.shown(name) + ": left where it is. " + why);
        }
        return false;
    }

    /** The archive keeps pictures, not links to them: puts a copy of the picture in the place of the link. */
    private boolean replaceLink(Path link, String name) {
        if (!Files.isRegularFile(link)) {
            return leave(link, name, "This is a link to nothing that could be read.");
        }
        try {
            if (Files.size(link) > maxBytes) {
                return leave(link, name, "This is a link to a file larger than image.maxBytes allows.");
            }
            Path copy = Files.createTempFile(link.getParent(), ".link-", ".part");
            try {
                Files.copy(link, copy, StandardCopyOption.REPLACE_EXISTING);
                Files.move(copy, link, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(copy);
            }
            return false;
        } catch (IOException e) {
            return leave(link, name, "This is a link, and what it points to cannot be copied: " + e + ".");
        }
    }

    /** Gives a file whose name is no UTF-8 a name that is; for this, Java's newer way to list folders still knows the bytes. */
    private void rename(Path undecodable, String name) throws IOException {
        try (DirectoryStream<Path> siblings = Files.newDirectoryStream(undecodable.getParent())) {
            for (Path sibling : siblings) {
                if (sibling.getFileName().toString().equals(undecodable.getFileName().toString())) {
                    String path = sibling.toUri().getRawPath().replaceFirst("/+$", "");
                    move(sibling, undecodable.resolveSibling(decoded(path.substring(path.lastIndexOf('/') + 1))), name);
                    return;
                }
            }
        }
    }

    private static String decoded(String percentEncoded) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < percentEncoded.length(); i++) {
            if (percentEncoded.charAt(i) == '%') {
                bytes.write(Integer.parseInt(percentEncoded, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.write(percentEncoded.charAt(i));
            }
        }
        return FileNames.shortened(bytes.toString(OLD_NAMES), FileNames.LONGEST);
    }

    private static void move(Path from, Path wanted, String name) throws IOException {
        Path to = wanted;
        for (int number = 2; Files.exists(to, LinkOption.NOFOLLOW_LINKS); number++) {
            to = wanted.resolveSibling(FileNames.numbered(wanted.getFileName().toString(), number));
        }
        Files.move(from, to);
        LOG.info("{}: renamed to {}, because the name cannot be handled", FileNames.shown(name), FileNames.shown(to.getFileName().toString()));
    }
}
