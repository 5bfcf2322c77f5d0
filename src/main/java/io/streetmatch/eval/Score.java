package io.streetmatch.eval;

/**
 * How the questions of one edit were answered.
 *
 * @param edit what was done to the pictures
 * @param questions how many were asked
 * @param first how often the right picture came first
 * @param amongFive how often it was among the first five
 */
public record Score(QuestionEdit edit, int questions, int first, int amongFive) {

    /** Share of right pictures at rank 1, in percent. */
    public double recallAt1() {
        return 100.0 * first / questions;
    }

    /** Share of right pictures among five, in percent. */
    public double recallAt5() {
        return 100.0 * amongFive / questions;
    }
}
