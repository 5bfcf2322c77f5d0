package io.streetmatch.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.streetmatch.image.DecodedPicture;
import io.streetmatch.image.ImageFormat;
import io.streetmatch.image.ImageId;
import java.util.Optional;

/**
 * The picture that was asked about.
 *
 * @param file its name as it was dropped: path below the probe folder, with {@code /}
 * @param id SHA-256 of the file; absent when it could not be read
 * @param bytes size of the file; absent when it could not be read
 * @param width in pixels, upright; absent when it could not be decoded
 * @param height in pixels, upright; absent when it could not be decoded
 * @param format absent when it could not be decoded
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Question(
        String file,
        Optional<ImageId> id,
        Optional<Long> bytes,
        Optional<Integer> width,
        Optional<Integer> height,
        Optional<ImageFormat> format) {

    /** A file that could not be read. */
    public static Question unread(String file) {
        return new Question(file, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** A file that was read and is not a picture. */
    public static Question undecoded(String file, ImageId id, long bytes) {
        return new Question(file, Optional.of(id), Optional.of(bytes), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** A picture. */
    public static Question decoded(String file, ImageId id, long bytes, DecodedPicture picture) {
        return new Question(
                file,
                Optional.of(id),
                Optional.of(bytes),
                Optional.of(picture.width()),
                Optional.of(picture.height()),
                Optional.of(picture.format()));
    }

    /** Whether everything is known of it. */
    @JsonIgnore
    public boolean isDecoded() {
        return id.isPresent() && bytes.isPresent() && width.isPresent() && height.isPresent() && format.isPresent();
    }
}
