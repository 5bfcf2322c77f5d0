package io.streetmatch.eval;

import io.streetmatch.image.ImageId;
import io.streetmatch.index.IndexSize;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What one model with one recipe achieved.
 *
 * @param model name of the model
 * @param recipe name of the recipe
 * @param size of the collection, variants included
 * @param times how long it took
 * @param asked the pictures that were asked about
 * @param scores one an edit, in the order of {@link QuestionEdit#ALL}; each with a rank for every picture of {@code asked}, in its order
 */
public record Outcome(String model, String recipe, IndexSize size, Times times, List<ImageId> asked, List<Score> scores) {

    /** Copies the lists. */
    public Outcome {
        asked = List.copyOf(asked);
        scores = List.copyOf(scores);
    }

    /** Model and recipe, for headings. */
    public String title() {
        return model + ", " + recipe;
    }

    /** Share of right pictures at rank 1 in percent, mean of all edits. */
    public double meanRecallAt1() {
        return scores.stream().mapToDouble(Score::recallAt1).average().orElseThrow();
    }

    /** Share of right pictures among five in percent, mean of all edits. */
    public double meanRecallAt5() {
        return scores.stream().mapToDouble(Score::recallAt5).average().orElseThrow();
    }

    /** The same as if these pictures had not been asked about. */
    public Outcome without(Set<ImageId> pictures) {
        int[] kept = IntStream.range(0, asked.size()).filter(i -> !pictures.contains(asked.get(i))).toArray();
        return new Outcome(model, recipe, size, times, IntStream.of(kept).mapToObj(asked::get).toList(),
                scores.stream().map(score -> new Score(score.edit(), IntStream.of(kept).mapToObj(score.ranks()::get).toList())).toList());
    }
}
