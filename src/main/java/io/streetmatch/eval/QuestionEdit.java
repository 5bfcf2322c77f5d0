package io.streetmatch.eval;

import io.streetmatch.image.Edits;
import io.streetmatch.image.Picture;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What is done to a picture before it is asked about.
 *
 * @param family edits of one sort, such as {@code rotate}
 * @param strength how strong, in the family's unit; 0 for a family of one
 * @param unit of the strength, such as {@code degrees}; may be empty
 * @param change the edit; what is drawn by lot comes from the given source
 */
public record QuestionEdit(String family, double strength, String unit, Change change) {

    /** Changes a picture. */
    @FunctionalInterface
    public interface Change {
        /** The edited picture. */
        Picture apply(Picture picture, Random random);
    }

    /** Families and strengths, from mild to hard. */
    public static final List<QuestionEdit> ALL = all();

    private static List<QuestionEdit> all() {
        List<QuestionEdit> edits = new ArrayList<>();
        edits.add(new QuestionEdit("unchanged", 0, "", (picture, random) -> picture));
        for (double degrees : new double[] {5, 15, 30, 45, 90, 180}) {
            edits.add(new QuestionEdit("rotate", degrees, "degrees", (picture, random) ->
                    Edits.rotated(picture, random.nextBoolean() ? degrees : -degrees)));
        }
        edits.add(new QuestionEdit("rotate by any angle", 0, "", (picture, random) -> Edits.rotated(picture, 360 * random.nextDouble())));
        for (double percent : new double[] {80, 60, 40, 20}) {
            edits.add(new QuestionEdit("crop", percent, "% of the area", (picture, random) -> cropped(picture, percent / 100, random)));
        }
        for (double sigma : new double[] {2, 4}) {
            edits.add(new QuestionEdit("blur", sigma, "sigma at 640 px", (picture, random) -> Edits.blurred(picture, sigma)));
        }
        edits.add(new QuestionEdit("flip", 0, "", (picture, random) -> Edits.mirrored(picture)));
        for (double percent : new double[] {10, 30}) {
            edits.add(new QuestionEdit("occlude", percent, "% of the area", (picture, random) ->
                    Edits.covered(picture, percent / 100, random.nextDouble(), random.nextDouble())));
        }
        for (double tangent : new double[] {0.1, 0.2}) {
            edits.add(new QuestionEdit("affine", tangent, "shear", (picture, random) -> Edits.sheared(picture,
                    random.nextBoolean() ? tangent : -tangent, random.nextBoolean() ? tangent / 2 : -tangent / 2, 0.9)));
        }
        edits.add(new QuestionEdit("rotate 15 + crop 60", 0, "", (picture, random) ->
                cropped(Edits.rotated(picture, random.nextBoolean() ? 15 : -15), 0.6, random)));
        edits.add(new QuestionEdit("flip + crop 60 + blur 2", 0, "", (picture, random) ->
                Edits.blurred(cropped(Edits.mirrored(picture), 0.6, random), 2)));
        edits.add(new QuestionEdit("rotate 90 + occlude 10", 0, "", (picture, random) ->
                Edits.covered(Edits.rotated(picture, 90), 0.1, random.nextDouble(), random.nextDouble())));
        return List.copyOf(edits);
    }

    private static Picture cropped(Picture picture, double area, Random random) {
        return Edits.cropped(picture, area, random.nextDouble(), random.nextDouble());
    }

    /** Family and strength: {@code rotate 15}. */
    public String label() {
        return strength == 0 ? family : family + " " + (strength == Math.rint(strength) ? Long.toString((long) strength) : Double.toString(strength));
    }
}
