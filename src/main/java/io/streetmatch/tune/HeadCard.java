package io.streetmatch.tune;

import java.time.LocalDate;

/**
 * The text beside a head that says what it is.
 *
 * @param name of the head
 * @param output the name of the model's output it stands behind; empty: the only one
 * @param model fingerprint of the model it was learnt on
 * @param recipe name and fingerprint of the recipe that made the copies
 * @param source where the pictures lay
 * @param lesson what was learnt
 * @param comparison how it does on pictures it was not learnt from
 * @param table the comparison, edit by edit
 */
public record HeadCard(
        String name, String output, String model, String recipe, String source, Lesson lesson, Comparison comparison, String table) {

    /** Markdown. */
    public String text() {
        return """
                # %s: a descriptor head learnt from one's own pictures

                    d = normalise(((sqrt(max(f, 0)) - mean) / scale) @ projection)        f: %d floats, d: %d floats of length 1

                `model.head = <this folder>` puts it behind the model it was learnt on%s; behind another model it is worth nothing.

                | | |
                | --- | --- |
                | learnt | %s, from %,d pictures in `%s`, %,d with their edited copies |
                | copies by | recipe %s |
                | model | fingerprint `%s` |
                | head | SHA-256 of its numbers `%s` |

                Linear discriminant analysis in closed form: the scatter of a picture's edited copies is whitened, the axes are ordered by what is left
                between pictures. The first columns alone are a shorter descriptor.

                ## How well it does

                %s

                Pictures kept back, edits by other code than the recipe's, the whole program in use:

                ```
                %s
                ```
                """.formatted(name, lesson.head().inputSize(), lesson.head().outputSize(),
                output.isEmpty() ? "" : ", with `model.output = " + output + "`", LocalDate.now(), lesson.pictures(), source, lesson.views(), recipe, model,
                lesson.head().sha256(), comparison.sentence(), table.strip());
    }
}
