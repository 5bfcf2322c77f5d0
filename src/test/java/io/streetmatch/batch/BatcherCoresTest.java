package io.streetmatch.batch;

import static io.streetmatch.batch.BatcherTest.LINGERING;
import static io.streetmatch.batch.BatcherTest.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who does the batches of a batcher whose feeders help, and on which core. */
@Timeout(60)
class BatcherCoresTest {

    @Test
    void keepsUrgentItemsWaitingForNeitherARunningBatchNorACore() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        Cores cores = new Cores(1);
        try (Batcher<Integer, Integer> batcher = new Batcher<>(options(4, 100), items -> {
            if (items.contains(0)) {
                open.await();
            }
            return items;
        }, cores)) {
            CompletableFuture<Integer> running = batcher.submit(0, Priority.BULK);
            await().until(() -> batcher.status().inWork() == 1);
            assertThat(batcher.submit(100, Priority.URGENT).get()).isEqualTo(100);
            assertThat(running).isNotDone();
            open.countDown();
            running.get();
        }
    }

    @Test
    void leavesBulkItemsInTheQueueUntilACoreIsFree() throws Exception {
        Cores cores = new Cores(1);
        List<List<Integer>> batches = new CopyOnWriteArrayList<>();
        try (Batcher<Integer, Integer> batcher = new Batcher<>(options(4, 100), items -> {
            batches.add(items);
            return items;
        }, cores)) {
            List<CompletableFuture<Integer>> futures = new ArrayList<>();
            try (Cores.Hold core = cores.take()) {
                for (int i = 1; i <= 3; i++) {
                    futures.add(batcher.submit(i, Priority.BULK));
                }
                assertThatThrownBy(() -> futures.get(0).get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
                assertThat(batcher.submit(100, Priority.URGENT).get()).isEqualTo(100);
            }
            CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).get();
            // Given back after each batch, or this would wait for ever.
            cores.take().close();
        }
        assertThat(batches).containsExactly(List.of(100), List.of(1, 2, 3));
    }

    @Test
    void letsWhoeverFillsABatchDoItOnACore() throws Exception {
        Cores cores = new Cores(1);
        Map<List<Integer>, Thread> batches = new ConcurrentHashMap<>();
        try (Batcher<Integer, Integer> batcher = new Batcher<>(LINGERING, items -> {
            batches.put(items, Thread.currentThread());
            return items;
        }, cores)) {
            batcher.submit(1, Priority.BULK);
            batcher.submit(2, Priority.BULK);
            Thread filler;
            CompletableFuture<Integer> filled = new CompletableFuture<>();
            try (Cores.Hold core = cores.take()) {
                filler = new Thread(() -> {
                    try {
                        filled.complete(batcher.submit(3, Priority.BULK).getNow(-1));
                    } catch (InterruptedException e) {
                        filled.completeExceptionally(e);
                    }
                });
                filler.start();
                await().until(() -> filler.getState() == Thread.State.WAITING);
                assertThat(batches).isEmpty();
            }
            assertThat(filled.get()).isEqualTo(3);
            CompletableFuture<Integer> left = batcher.submit(4, Priority.BULK);
            batcher.expectNoMore();
            left.get();
            assertThat(batches).containsOnlyKeys(List.of(1, 2, 3), List.of(4)).containsEntry(List.of(1, 2, 3), filler);
            assertThat(batches.get(List.of(4)).getName()).isEqualTo("test-0");
        }
    }

    @Test
    void keepsTheItemsOfAFeederThatIsInterruptedWhileItWaitsForACore() throws Exception {
        Cores cores = new Cores(1);
        try (Batcher<Integer, Integer> batcher = new Batcher<>(options(1, 100), items -> items, cores)) {
            CompletableFuture<CompletableFuture<Integer>> queued = new CompletableFuture<>();
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            try (Cores.Hold core = cores.take()) {
                Thread feeder = new Thread(() -> {
                    try {
                        queued.complete(batcher.submit(1, Priority.BULK));
                        interrupted.complete(Thread.interrupted());
                    } catch (InterruptedException e) {
                        queued.completeExceptionally(e);
                    }
                });
                feeder.start();
                await().until(() -> feeder.getState() == Thread.State.WAITING);
                feeder.interrupt();
                assertThat(interrupted.get()).isTrue();
            }
            assertThat(queued.get().get()).isEqualTo(1);
        }
    }

    @Test
    void leavesNobodyWaitingWhenTheFeederIsInterruptedInItsBatch() throws Exception {
        try (Batcher<Integer, Integer> batcher = new Batcher<>(new BatchOptions("test", 2, 100, Duration.ofHours(1), 1, failure -> false,
                Duration.ZERO, Duration.ZERO), items -> {
                    throw new InterruptedException("in the middle");
                }, new Cores(1))) {
            CompletableFuture<Integer> other = batcher.submit(1, Priority.BULK);
            CompletableFuture<Integer> own = batcher.submit(2, Priority.BULK);
            assertThat(Thread.interrupted()).isTrue();
            assertThatThrownBy(other::get).hasCauseInstanceOf(BatcherClosedException.class);
            assertThatThrownBy(own::get).hasCauseInstanceOf(BatcherClosedException.class);
            assertThat(batcher.status().inWork()).isZero();
        }
    }

    @Test
    void givesTheCoreBackAfterAFailure() throws Exception {
        Cores cores = new Cores(1);
        try (Batcher<Integer, Integer> batcher = new Batcher<>(options(4, 100), items -> {
            if (items.contains(1)) {
                throw new StackOverflowError("deep");
            }
            throw new IllegalArgumentException("bad");
        }, cores)) {
            for (int i = 1; i <= 3; i++) {
                assertThatThrownBy(batcher.submit(i, Priority.BULK)::get).isInstanceOf(ExecutionException.class);
            }
        }
    }
}
