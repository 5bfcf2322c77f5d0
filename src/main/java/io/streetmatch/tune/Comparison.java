package io.streetmatch.tune;

import io.streetmatch.eval.Outcome;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Old beside new, asked the same questions about the same pictures, which neither learnt from.
 *
 * <p>The figure is the share of questions whose picture came first. Its difference is taken for each picture, over all edits, and its
 * standard error over the pictures: questions about one picture hang together, pictures do not.
 *
 * @param before what is in use
 * @param after with the new head
 */
public record Comparison(Outcome before, Outcome after) {

    /** How many standard errors a difference must have to count. */
    private static final double CLEAR = 2;

    /** What may be said. */
    public enum Verdict {
        /** The new head is better, beyond chance. */
        BETTER,
        /** It is worse, beyond chance. */
        WORSE,
        /** These pictures show no difference. */
        EQUAL
    }

    /** What may be said of the new head. */
    public Verdict verdict() {
        double difference = gain();
        if (Math.abs(difference) <= CLEAR * standardError()) {
            return Verdict.EQUAL;
        }
        return difference > 0 ? Verdict.BETTER : Verdict.WORSE;
    }

    /** Points of recall@1 that the new head is better by, on average over all edits. */
    public double gain() {
        return IntStream.range(0, pictures()).mapToDouble(this::difference).average().orElse(0);
    }

    /** Standard error of {@link #gain}, in points. */
    public double standardError() {
        double mean = gain();
        double squares = IntStream.range(0, pictures()).mapToDouble(i -> Math.pow(difference(i) - mean, 2)).sum();
        return Math.sqrt(squares / Math.max(1, pictures() - 1) / pictures());
    }

    /** In one sentence. */
    public String sentence() {
        String figures = String.format(Locale.ROOT, "Of the edited copies of %,d pictures that it did not learn from, the new head finds %.1f %%"
                + " first, what is in use %.1f %%: %+.1f points, standard error %.1f. ", pictures(), recall(after), recall(before), gain(), standardError());
        return figures + switch (verdict()) {
            case BETTER -> "The new head is better.";
            case WORSE -> "The new head is worse.";
            case EQUAL -> "That is no difference that these pictures could show.";
        };
    }

    private int pictures() {
        return before.scores().get(0).questions();
    }

    /** The new less the old, for one picture, in points. */
    private double difference(int picture) {
        return share(after, picture) - share(before, picture);
    }

    private static double share(Outcome outcome, int picture) {
        return 100 * outcome.scores().stream().mapToInt(score -> score.ranks().get(picture) == 0 ? 1 : 0).average().orElse(0);
    }

    private static double recall(Outcome outcome) {
        return outcome.scores().stream().mapToDouble(score -> score.recallAt1()).average().orElse(0);
    }
}
