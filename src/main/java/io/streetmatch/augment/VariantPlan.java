package io.streetmatch.augment;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Variants of one sort.
 *
 * @param name begins the variants' names: {@code rotated} gives {@code rotated_0}, {@code rotated_1}, ...
 * @param count how many variants, each with parameters of its own
 * @param operations done one after the other to each
 */
record VariantPlan(String name, int count, List<Operation> operations) {

    String variantName(int number) {
        return name + "_" + number;
    }

    /** Ends the processes of its macros. */
    void close() {
        operations.stream().filter(Macro.class::isInstance).map(Macro.class::cast).forEach(macro -> macro.macros().close());
    }

    /** The edits of one variant, drawn by lot. */
    Edit draw(Random random) {
        List<Edit> edits = new ArrayList<>();
        for (Operation operation : operations) {
            edits.add(operation.draw(random));
        }
        String text = edits.stream().map(Edit::text).collect(Collectors.joining(" + "));
        return new Edit(text, pixels -> {
            var edited = pixels;
            for (Edit edit : edits) {
                edited = edit.apply(edited);
            }
            return edited;
        });
    }
}
