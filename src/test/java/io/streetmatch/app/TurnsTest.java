package io.streetmatch.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
        for (int block = 0; block < 5; block++) {
            turns.addAll(List.of(new Turn(10, 8), new Turn(10, 10), new Turn(10, 9), new Turn(10, 11), new Turn(10, 7)));
        }
        assertThat(new Turns(turns).ratio()).isEqualTo(0.9, within(EXACT));
        assertThat(new Turns(turns).standardError()).isEqualTo(0, within(EXACT));
    }

    @Test
    void takesAMachineThatWaversForLongerThanAFewTurnsAsAnError() {
        List<Turn> turns = new ArrayList<>(Collections.nCopies(13, new Turn(10, 8)));
        turns.addAll(Collections.nCopies(13, new Turn(10, 10)));
        // Residuals of -1 and 1, in blocks of 6, 5, 5, 5 and 5 turns, of which the third lies across the change.
        double squares = 6 * 6 + 5 * 5 + 1 + 5 * 5 + 5 * 5;
        assertThat(new Turns(turns).standardError()).isEqualTo(Math.sqrt(squares * 5 / 4) / (26 * 10), within(EXACT));
    }

    @Test
    void refusesASingleTurn() {
        assertThatThrownBy(() -> new Turns(List.of(new Turn(10, 9)))).isInstanceOf(IllegalArgumentException.class);
    }
}
