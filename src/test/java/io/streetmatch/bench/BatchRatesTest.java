package io.streetmatch.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BatchRatesTest {

    @Test
    void oneLookInAFastMomentDoesNotDecide() throws Exception {
        Map<Integer, Integer> looks = new HashMap<>();

        BatchRates rates = BatchRates.measure((batch, time) -> {
            boolean fastMoment = batch == 64 && looks.getOrDefault(batch, 0) == 1;
            looks.merge(batch, 1, Integer::sum);
            return fastMoment ? 130 : batch == 8 ? 110 : 100;
        }, Duration.ofSeconds(20));

        assertThat(rates.best()).isEqualTo(8);
        assertThat(rates.highest()).isEqualTo(110, within(1e-9));
        assertThat(rates.rates().get(64)).isEqualTo(107.5, within(1e-9));
    }

    @Test
    void looksAtAllOthersBeforeItLooksAtOneAgain() throws Exception {
        Set<Integer> round = new HashSet<>();

        BatchRates.measure((batch, time) -> {
            if (!round.add(batch)) {
                assertThat(round).as("batch sizes before %d again", batch).hasSize(6);
                round.clear();
                round.add(batch);
            }
            return 1;
        }, Duration.ofSeconds(1));

        assertThat(round).hasSize(6);
    }

    @Test
    void dividesTheTimeAmongTheLooks() throws Exception {
        Map<Integer, Duration> times = new HashMap<>();

        BatchRates.measure((batch, time) -> {
            times.merge(batch, time, Duration::plus);
            return 1;
        }, Duration.ofSeconds(20));

        assertThat(times.values()).hasSize(6).containsOnly(Duration.ofSeconds(20));
    }

    @Test
    void printsInTheOrderOfTheSizes() {
        assertThat(new BatchRates(Map.of(16, 300.2, 1, 311.6, 4, 324.0))).hasToString("1: 312 4: 324 16: 300");
    }
}
