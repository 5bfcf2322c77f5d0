package io.streetmatch.augment;

import ij.macro.Tokenizer;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * In which line of a macro something is. ImageJ keeps the line numbers of its tokens to itself; this looks how many tokens there are in
 * the first lines.
 *
 * @param lines of the macro
 */
record MacroLines(List<String> lines) {

    static MacroLines of(String macro) {
        return new MacroLines(macro.lines().toList());
    }

    /** The line of a token, both counted as ImageJ does: tokens from 0, lines from 1. */
    int ofToken(int token) {
        return first(count -> tokens(count) > token);
    }

    /** The last line before another one that has something in it. */
    int lastBefore(int line) {
        int before = tokens(line - 1);
        return first(count -> tokens(count) == before);
    }

    /** How many tokens the first lines hold. */
    private int tokens(int count) {
        return new Tokenizer().tokenize(String.join("\n", lines.subList(0, Math.min(count, lines.size()))) + "\n").getSize();
    }

    /** The least number of lines for which this holds; once it does it holds for more, too. */
    private int first(IntPredicate holds) {
        int low = 1;
        int high = Math.max(1, lines.size());
        while (low < high) {
            int middle = (low + high) / 2;
            if (holds.test(middle)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
