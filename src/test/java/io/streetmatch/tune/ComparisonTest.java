package io.streetmatch.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.streetmatch.eval.Outcome;
import io.streetmatch.eval.QuestionEdit;
import io.streetmatch.eval.Score;
import io.streetmatch.eval.Times;
import io.streetmatch.image.ImageId;
import io.streetmatch.index.IndexSize;
import io.streetmatch.tune.Comparison.Verdict;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    @Test
    void takesTheDifferenceOfEachPicture() {
        // Four pictures, two edits; first places: 1, 1, 0, 0 of 2 before and 2, 2, 1, 0 after: 50 points for three pictures, none for one.
        Comparison comparison = new Comparison(outcome(List.of(0, 0, 3, -1), List.of(1, -1, -1, -1)), outcome(List.of(0, 0, 0, 1), List.of(0, 0, 1, 2)));
        assertThat(comparison.gain()).isCloseTo(37.5, within(1e-9));
        // Deviations 12.5, 12.5, 12.5 and 37.5: a standard deviation of 25, by the root of 4.
        assertThat(comparison.standardError()).isCloseTo(12.5, within(1e-9));
        assertThat(comparison.verdict()).isEqualTo(Verdict.BETTER);
        assertThat(comparison.sentence()).contains("4 pictures", "62.5 % first", "in use 25.0 %", "+37.5 points", "error 12.5", "is better");
        Comparison reversed = new Comparison(comparison.after(), comparison.before());
        assertThat(reversed.verdict()).isEqualTo(Verdict.WORSE);
        assertThat(reversed.sentence()).contains("-37.5 points", "is worse");
    }

    @Test
    void callsNothingBetterThatMayBeChance() {
        // One picture of many was found that was not, another is no longer found.
        Comparison swapped = new Comparison(outcome(List.of(0, 1, 0, 0, 0)), outcome(List.of(1, 0, 0, 0, 0)));
        assertThat(swapped.verdict()).isEqualTo(Verdict.EQUAL);
        // One of five more: a standard error as large as the gain.
        Comparison slight = new Comparison(outcome(List.of(1, 0, 0, 0, 0)), outcome(List.of(0, 0, 0, 0, 0)));
        assertThat(slight.gain()).isCloseTo(20, within(1e-9));
        assertThat(slight.verdict()).isEqualTo(Verdict.EQUAL);
        Comparison same = new Comparison(outcome(List.of(0, 1)), outcome(List.of(0, 1)));
        assertThat(same.verdict()).isEqualTo(Verdict.EQUAL);
        assertThat(same.sentence()).contains("no difference");
    }

    private static Outcome outcome(List<Integer> ranks) {
        return outcome(List.of(ranks), ranks.size());
    }

    private static Outcome outcome(List<Integer> first, List<Integer> second) {
        return outcome(List.of(first, second), first.size());
    }

    private static Outcome outcome(List<List<Integer>> ranks, int pictures) {
        List<Score> scores = ranks.stream().map(each -> new Score(QuestionEdit.ALL.get(0), each)).toList();
        List<ImageId> asked = IntStream.range(0, pictures).mapToObj(i -> ImageId.of(new byte[] {(byte) i})).toList();
        return new Outcome("street", "none", new IndexSize(pictures, pictures), new Times(1, 1, 1), asked, scores);
    }
}
