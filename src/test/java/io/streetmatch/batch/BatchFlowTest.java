package io.streetmatch.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many feeders at once: whoever is to take an item, or to find room for one, is woken in time. A wake-up that gets lost would hang this. */
@Timeout(60)
class BatchFlowTest {

    private static final int FEEDERS = 4;
    private static final int ITEMS = 4_000;

    @ParameterizedTest
    @CsvSource({"true, 1, 0", "true, 2, 1", "true, 3, 20", "false, 1, 0", "false, 2, 1", "false, 3, 20", "false, 3, 3600000"})
    void settlesEveryItem(boolean feedersHelp, int maxBatch, long lingerMillis) throws Exception {
        BatchOptions options = new BatchOptions("test", maxBatch, 2 * maxBatch, Duration.ofMillis(lingerMillis), 2, failure -> false, Duration.ZERO,
                Duration.ZERO);
        ExecutorService feeders = Executors.newFixedThreadPool(FEEDERS);
        try (Batcher<Integer, Integer> batcher = feedersHelp
                ? new Batcher<>(options, BatchFlowTest::doubled, new Cores(2)) : new Batcher<>(options, BatchFlowTest::doubled)) {
            List<Future<List<CompletableFuture<Integer>>>> fed = new ArrayList<>();
            for (int i = 0; i < FEEDERS; i++) {
                int seed = i;
                Callable<List<CompletableFuture<Integer>>> feeder = () -> feed(batcher, new Random(seed));
                fed.add(feeders.submit(feeder));
            }
            List<List<CompletableFuture<Integer>>> results = new ArrayList<>();
            for (Future<List<CompletableFuture<Integer>>> each : fed) {
                results.add(each.get());
            }
            // For what lingers for an hour.
            batcher.expectNoMore();
            for (List<CompletableFuture<Integer>> each : results) {
                for (int i = 0; i < ITEMS; i++) {
                    assertThat(each.get(i).get()).isEqualTo(2 * i);
                }
            }
            await().until(() -> batcher.status().inWork() == 0);
            assertThat(batcher.status().done()).isEqualTo(FEEDERS * ITEMS);
        } finally {
            feeders.shutdownNow();
        }
    }

    private static List<CompletableFuture<Integer>> feed(Batcher<Integer, Integer> batcher, Random random) throws InterruptedException {
        List<CompletableFuture<Integer>> results = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            results.add(batcher.submit(i, random.nextInt(50) == 0 ? Priority.URGENT : Priority.BULK));
            int next = random.nextInt(200);
            if (next == 0) {
                batcher.expectNoMore();
            } else if (next == 1) {
                batcher.expectMore();
            } else if (next < 5) {
                LockSupport.parkNanos(100_000);
            }
        }
        return results;
    }

    private static List<Integer> doubled(List<Integer> items) {
        return items.stream().map(item -> 2 * item).toList();
    }
}
