package io.streetmatch.tune;

import io.streetmatch.image.BadImageException;
import io.streetmatch.image.ImageId;
import io.streetmatch.image.PictureReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which pictures are learnt from and which are kept back to be asked about: chosen by lot, but the same ones each time.
 *
 * <p>The id of a picture, the hash of its bytes, decides its side; the same file under two names is on one side, and once.
 *
 * @param learn files to learn from
 * @param keptBack files to ask about afterwards
 * @param unreadable files that are left out, with the reason
 */
public record Selection(List<Path> learn, List<Path> keptBack, List<String> unreadable) {

    /** One picture in this many is kept back. */
    private static final int SHARE = 3;

    /**
     * Chooses.
     *
     * @param files all there are
     * @param most how many to learn from at most; half as many are kept back
     */
    public static Selection of(List<Path> files, int most, PictureReader reader) throws IOException {
        List<Path> learn = new ArrayList<>();
        List<Path> keptBack = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        Set<ImageId> seen = new HashSet<>();
        for (Path file : shuffled(files)) {
            if (learn.size() == most && keptBack.size() == most / (SHARE - 1)) {
                break;
            }
            try {
                ImageId id = ImageId.of(reader.bytesOf(file));
                List<Path> side = isKeptBack(id) ? keptBack : learn;
                if (side.size() < (side == learn ? most : most / (SHARE - 1)) && seen.add(id)) {
                    side.add(file);
                }
            } catch (BadImageException e) {
                unreadable.add(file + ": " + e.getMessage());
            }
        }
        return new Selection(List.copyOf(learn), List.copyOf(keptBack), List.copyOf(unreadable));
    }

    /**
     * Refuses a selection that is too small, before anything is learnt.
     *
     * @throws TuningException when it is
     */
    public void requireEnough() throws TuningException {
        Lesson.requireEnough(learn.size(), keptBack.size(), unreadable.size());
    }

    private static boolean isKeptBack(ImageId id) {
        return Long.parseLong(id.hex(), 0, Integer.BYTES, 16) % SHARE == 0;
    }

    /** By lot, which hangs on the names alone: however many pictures there are, only those chosen are read. */
    private static List<Path> shuffled(List<Path> files) {
        record Lot(Path file, String hash) {}
        return files.stream().map(file -> new Lot(file, ImageId.of(file.toString().getBytes(StandardCharsets.UTF_8)).hex()))
                .sorted(Comparator.comparing(Lot::hash)).map(Lot::file).toList();
    }
}
