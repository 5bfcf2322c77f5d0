package io.streetmatch.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.streetmatch.app.Turns.Turn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private static final double EXACT = 1e-9;

    @Test
    void givesTheRatioOfTheMeansWithItsStandardError() {
        // Residuals 1 and -1 around a ratio of 0.8: a standard deviation of the mean of 1, by a mean limit of 10.
        Turns turns = new Turns(List.of(new Turn(10, 9), new Turn(10, 7)));
        assertThat(turns.limit()).isEqualTo(10, within(EXACT));
        assertThat(turns.program()).isEqualTo(8, within(EXACT));
        assertThat(turns.ratio()).isEqualTo(0.8, within(EXACT));
        assertThat(turns.standardError()).isEqualTo(0.1, within(EXACT));
    }

    @Test
    void takesAMachineThatWaversForBothAsNoError() {
        Turns turns = new Turns(List.of(new Turn(10, 9), new Turn(20, 18), new Turn(40, 36)));
        assertThat(turns.ratio()).isEqualTo(0.9, within(EXACT));
        assertThat(turns.standardError()).isEqualTo(0, within(EXACT));
    }

    @Test
    void takesWhatTheNextTurnMakesUpForAsNoError() {
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            turns.addAll(List.of(new Turn(10, 8), new Turn(10, 10), new Turn(10, 9), new Turn(10, 11), new Turn(10, 7)));
        }
        assertThat(new Turns(turns).ratio()).isEqualTo(0.9, within(EXACT));
        assertThat(new Turns(turns).standardError()).isEqualTo(0, within(EXACT));
    }

    @Test
    void takesAMachineThatWaversForLongerThanAFewTurnsAsAnError() {
        // Two blocks, with means of 8 and 10: a standard deviation of the mean of 1, by a mean limit of 10.
        List<Turn> turns = new ArrayList<>(Collections.nCopies(5, new Turn(10, 8)));
        turns.addAll(Collections.nCopies(5, new Turn(10, 10)));
        assertThat(new Turns(turns).standardError()).isEqualTo(0.1, within(EXACT));
    }
}
