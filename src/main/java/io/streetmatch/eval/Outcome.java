package io.streetmatch.eval;

import java.util.List;

/**
 * What one model with one recipe achieved.
 *
 * @param model name of the model
 * @param recipe name of the recipe
 * @param pictures in the collection
 * @param entries in the collection, variants included
 * @param ingestMillis to take one picture in, on average
 * @param searchMillis to search with one question that is embedded already, on average
 * @param scores one an edit, in the order of {@link QuestionEdit#ALL}
 */
public record Outcome(
        String model, String recipe, long pictures, long entries, double ingestMillis, double searchMillis, List<Score> scores) {

    /** Model and recipe, for headings. */
    public String title() {
        return model + ", " + recipe;
    }
}
