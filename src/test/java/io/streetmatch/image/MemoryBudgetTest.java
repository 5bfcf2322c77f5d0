package io.streetmatch.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {

    private static final long MEGABYTE = 1 << 20;

    @Test
    void letsThreadsHoldNoMoreThanTheBudgetAndALargerFileAlone() throws Exception {
        MemoryBudget budget = new MemoryBudget(10 * MEGABYTE);
        AtomicLong held = new AtomicLong();
        AtomicLong most = new AtomicLong();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                long size = i % 20 == 0 ? 1_000 * MEGABYTE : (i % 5 + 1) * MEGABYTE - 1;
                tasks.add(threads.submit(() -> {
                    try (MemoryBudget.Hold hold = budget.take(size)) {
                        most.accumulateAndGet(held.addAndGet(Math.min(size, 10 * MEGABYTE)), Math::max);
                        Thread.yield();
                        held.addAndGet(-Math.min(size, 10 * MEGABYTE));
                    }
                    return null;
                }));
            }
            for (Future<?> task : tasks) {
                task.get(1, TimeUnit.MINUTES);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(most.get()).isBetween(5 * MEGABYTE, 10 * MEGABYTE);
    }
}
