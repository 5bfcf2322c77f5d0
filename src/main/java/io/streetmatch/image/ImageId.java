package io.streetmatch.image;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Identity of a picture: the SHA-256 of its file's bytes.
 *
 * <p>The same file dropped twice, under whatever name, has the same id; that is what makes every step repeatable after a crash.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record ImageId(String hex) {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    /** @throws IllegalArgumentException when {@code hex} is not 64 lower-case hexadecimal digits */
    public ImageId {
        if (!FORM.matcher(hex).matches()) {
            throw new IllegalArgumentException("not a SHA-256 in lower-case hexadecimal: '" + hex + "'");
        }
    }

    /** The id of a file with these bytes. */
    public static ImageId of(byte[] bytes) {
        return new ImageId(HexFormat.of().formatHex(sha256().digest(bytes)));
    }

    /**
     * The id of a file, which is read in parts.
     *
     * @throws IOException when it cannot be read
     */
    public static ImageId of(Path file) throws IOException {
        try (DigestInputStream in = new DigestInputStream(Files.newInputStream(file), sha256())) {
            in.transferTo(OutputStream.nullOutputStream());
            return new ImageId(HexFormat.of().formatHex(in.getMessageDigest().digest()));
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The first 12 digits: enough for a log line or a file name, not for a key. */
    public String abbreviated() {
        return hex.substring(0, 12);
    }

    /** The 64 digits. */
    @Override
    public String toString() {
        return hex;
    }
}
