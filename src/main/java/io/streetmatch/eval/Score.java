package io.streetmatch.eval;

import java.util.List;

/**
 * How the questions of one edit were answered.
 *
 * @param edit what was done to the pictures
 * @param ranks of the right pictures, one a question: 0 for the first place, -1 where it was not among the first five
 */
public record Score(QuestionEdit edit, List<Integer> ranks) {

    /** Copies the ranks. */
    public Score {
        ranks = List.copyOf(ranks);
    }

    /** How many questions were asked. */
    public int questions() {
        return ranks.size();
    }

    /** Share of right pictures at rank 1, in percent. */
    public double recallAt1() {
        return 100.0 * ranks.stream().filter(rank -> rank == 0).count() / questions();
    }

    /** Share of right pictures among five, in percent. */
    public double recallAt5() {
        return 100.0 * ranks.stream().filter(rank -> rank >= 0).count() / questions();
    }
}
