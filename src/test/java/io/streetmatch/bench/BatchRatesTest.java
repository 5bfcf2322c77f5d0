package io.streetmatch.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

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

        assertEquals(8, rates.best());
        assertEquals(110, rates.highest(), 1e-9);
        assertEquals(107.5, rates.rates().get(64), 1e-9);
    }

    @Test
    void looksAtAllOthersBeforeItLooksAtOneAgain() throws Exception {
        Set<Integer> round = new HashSet<>();

        BatchRates.measure((batch, time) -> {
            if (!round.add(batch)) {
                assertEquals(6, round.size(), "batch sizes before " + batch + " again");
                round.clear();
                round.add(batch);
            }
            return 1;
        }, Duration.ofSeconds(1));

        assertEquals(6, round.size());
    }

    @Test
    void dividesTheTimeAmongTheLooks() throws Exception {
        Map<Integer, Duration> times = new HashMap<>();

        BatchRates.measure((batch, time) -> {
            times.merge(batch, time, Duration::plus);
            return 1;
        }, Duration.ofSeconds(20));

        assertEquals(Set.of(Duration.ofSeconds(20)), new HashSet<>(times.values()));
    }

    @Test
    void printsInTheOrderOfTheSizes() {
        assertEquals("1: 312 4: 324 16: 300", new BatchRates(Map.of(16, 300.2, 1, 311.6, 4, 324.0)).toString());
    }
}
