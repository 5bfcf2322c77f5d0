package io.streetmatch.embed;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first bytes of a file that is being downloaded, kept between runs, and beside them what they are the first bytes of: address,
 * length, and the server's validator. Not thread-safe; whoever uses it holds the lock on the model's folder.
 */
final class PartFile {

    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-\\d+/(\\d+|\\*)");
    private static final String URL = "url";
    private static final String ETAG = "etag";
    private static final String LAST_MODIFIED = "last-modified";
    private static final String TOTAL = "total";

    private final Path file;
    private final Path notes;
    private final Properties known = new Properties();

    /** The part in this file; its notes lie beside it. */
    PartFile(Path file) throws IOException {
        this.file = file;
        this.notes = file.resolveSibling(file.getFileName() + ".properties");
        if (Files.exists(file) && Files.exists(notes)) {
            try (InputStream in = Files.newInputStream(notes)) {
                known.load(in);
            } catch (IllegalArgumentException e) {
                known.clear();
            }
        }
    }

    Path file() {
        return file;
    }

    /** Bytes that are here of what this address gave; 0 when what is here came from another. */
    long resumableBytes(URI uri) throws IOException {
        return uri.toString().equals(known.getProperty(URL)) ? Files.size(file) : 0;
    }

    /** Length of the whole file; absent when the server did not say. */
    OptionalLong total() {
        return Optional.ofNullable(known.getProperty(TOTAL)).map(Long::parseLong).map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    /** How a server can tell whether its file is still the same ({@code If-Range}, RFC 9110 13.1.5): a strong entity tag, or a date. */
    Optional<String> validator() {
        return Optional.ofNullable(known.getProperty(ETAG)).filter(tag -> !tag.startsWith("W/"))
                .or(() -> Optional.ofNullable(known.getProperty(LAST_MODIFIED)));
    }

    /** Starts again from nothing with what the server says of the file now. */
    void begin(URI uri, HttpHeaders headers) throws IOException {
        discard();
        known.setProperty(URL, uri.toString());
        headers.firstValue(ETAG).ifPresent(tag -> known.setProperty(ETAG, tag));
        headers.firstValue(LAST_MODIFIED).ifPresent(date -> known.setProperty(LAST_MODIFIED, date));
        headers.firstValueAsLong("content-length").ifPresent(total -> known.setProperty(TOTAL, Long.toString(total)));
        try (OutputStream out = Files.newOutputStream(notes)) {
            known.store(out, "what the part beside this file is the beginning of");
        }
        Files.createFile(file);
    }

    /** Whether a partial answer goes on exactly where this part ends, in the same version of the file. */
    boolean isContinuedBy(HttpHeaders headers) throws IOException {
        Matcher range = CONTENT_RANGE.matcher(headers.firstValue("content-range").orElse(""));
        return range.matches()
                && Long.parseLong(range.group(1)) == Files.size(file)
                && (total().isEmpty() || range.group(2).equals("*") || Long.parseLong(range.group(2)) == total().getAsLong())
                && headers.firstValue(ETAG).map(tag -> tag.equals(known.getProperty(ETAG, tag))).orElse(true);
    }

    /** For the bytes that follow. */
    OutputStream append() throws IOException {
        return Files.newOutputStream(file, StandardOpenOption.APPEND);
    }

    /** Forgets everything. */
    void discard() throws IOException {
        known.clear();
        Files.deleteIfExists(file);
        Files.deleteIfExists(notes);
    }
}
