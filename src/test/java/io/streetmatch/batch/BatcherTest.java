package io.streetmatch.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatcherTest {

    static final BatchOptions LINGERING = new BatchOptions("test", 3, 100, Duration.ofHours(1), 1, IOException.class::isInstance,
            Duration.ofMillis(1), Duration.ofMillis(5));

    static BatchOptions options(int maxBatch, int capacity) {
        return new BatchOptions("test", maxBatch, capacity, Duration.ZERO, 1, IOException.class::isInstance, Duration.ofMillis(1),
                Duration.ofMillis(5));
    }

    @Test
    void putsUrgentItemsFirstAndNeverIntoABatchWithOthers() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        List<List<Integer>> batches = new CopyOnWriteArrayList<>();
        try (Batcher<Integer, Integer> batcher = new Batcher<>(options(4, 100), items -> {
            open.await();
            batches.add(items);
            return items;
        })) {
            List<CompletableFuture<Integer>> futures = new ArrayList<>();
            futures.add(batcher.submit(0, Priority.BULK));
            await().until(() -> batcher.status().inWork() == 1);
            // The worker for urgent items only has its hands full, too.
            futures.add(batcher.submit(99, Priority.URGENT));
            await().until(() -> batcher.status().inWork() == 2);
            for (int i = 1; i <= 6; i++) {
                futures.add(batcher.submit(i, Priority.BULK));
            }
            futures.add(batcher.submit(100, Priority.URGENT));
            open.countDown();
            CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).get();
        }
        assertThat(batches).containsExactlyInAnyOrder(List.of(0), List.of(99), List.of(100), List.of(1, 2, 3, 4), List.of(5, 6));
        assertThat(batches.indexOf(List.of(100))).isLessThan(batches.indexOf(List.of(5, 6)));
    }

    @Test
    void lingersForCompanyUntilNoneIsExpected() throws Exception {
        List<List<Integer>> batches = new CopyOnWriteArrayList<>();
        try (Batcher<Integer, Integer> batcher = new Batcher<>(LINGERING, items -> {
            batches.add(items);
            return items;
        })) {
            // Of nothing: the next batch lingers all the same.
            batcher.expectNoMore();
            batcher.submit(1, Priority.BULK);
            CompletableFuture<Integer> second = batcher.submit(2, Priority.BULK);
            assertThatThrownBy(() -> second.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            batcher.expectNoMore();
            second.get();
            // A full batch goes at once; what was said before the former one does not concern the next.
            batcher.submit(3, Priority.BULK);
            batcher.submit(4, Priority.BULK);
            CompletableFuture<Integer> fifth = batcher.submit(5, Priority.BULK);
            CompletableFuture<Integer> sixth = batcher.submit(6, Priority.BULK);
            fifth.get();
            assertThatThrownBy(() -> sixth.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            // Closing does not wait for company either.
        }
        assertThat(batches).containsExactly(List.of(1, 2), List.of(3, 4, 5), List.of(6));
    }

    @Test
    void lingersAgainWhenMoreIsExpectedAtOnce() throws Exception {
        List<List<Integer>> batches = new CopyOnWriteArrayList<>();
        try (Batcher<Integer, Integer> batcher = new Batcher<>(LINGERING, items -> {
            batches.add(items);
            return items;
        })) {
            CompletableFuture<Integer> waiting = batcher.submit(1, Priority.BULK);
            while (!changesItsMindAtOnce(batcher)) {
                batcher.expectNoMore();
                waiting.get();
                batches.clear();
                waiting = batcher.submit(1, Priority.BULK);
            }
            assertThatThrownBy(waiting.orTimeout(300, TimeUnit.MILLISECONDS)::get).hasCauseInstanceOf(TimeoutException.class);
            CompletableFuture<Integer> second = batcher.submit(2, Priority.BULK);
            batcher.expectNoMore();
            second.get();
        }
        assertThat(batches).containsExactly(List.of(1, 2));
    }

    /** False when half of the 10 ms went by in between: this thread had to wait for a core. */
    private static boolean changesItsMindAtOnce(Batcher<?, ?> batcher) {
        long start = System.nanoTime();
        batcher.expectNoMore();
        batcher.expectMore();
        return System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(5);
    }

    @Test
    void triesAPassingFailureAgainUntilItPasses() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (Batcher<Integer, Integer> batcher = new Batcher<>(options(8, 100), items -> {
            if (calls.incrementAndGet() <= 5) {
                throw new IOException("away");
            }
            return items;
        })) {
            assertThat(batcher.submit(7, Priority.BULK).get()).isEqualTo(7);
            assertThat(batcher.status().retrying()).isEmpty();
        }
        assertThat(calls).hasValue(6);
    }

    @Test
    void letsABadItemFailAlone() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        try (Batcher<Integer, Integer> batcher = new Batcher<>(options(8, 100), items -> {
            open.await();
            if (items.contains(3)) {
                throw new IllegalArgumentException("three");
            }
            return items.stream().map(item -> 10 * item).toList();
        })) {
            List<CompletableFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                futures.add(batcher.submit(i, Priority.BULK));
            }
            open.countDown();
            for (int i = 0; i < 6; i++) {
                CompletableFuture<Integer> future = futures.get(i);
                if (i == 3) {
                    assertThatThrownBy(future::get).isInstanceOf(ExecutionException.class).hasRootCauseMessage("three");
                } else {
                    assertThat(future.get()).isEqualTo(10 * i);
                }
            }
        }
    }

    @Test
    void holdsTheFeederBackWhenItIsFull() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        try (Batcher<Integer, Integer> batcher = new Batcher<>(options(1, 2), items -> {
            open.await();
            return items;
        })) {
            AtomicInteger submitted = new AtomicInteger();
            Thread feeder = new Thread(() -> {
                try {
                    for (int i = 0; i < 10; i++) {
                        batcher.submit(i, Priority.BULK);
                        submitted.incrementAndGet();
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            feeder.start();
            await().until(() -> feeder.getState() == Thread.State.WAITING);
            assertThat(submitted.get()).isLessThanOrEqualTo(3);
            open.countDown();
            feeder.join();
            assertThat(submitted).hasValue(10);
        }
    }

    @Test
    void givesUpARetryWhenItIsClosed() throws Exception {
        Batcher<Integer, Integer> batcher = new Batcher<>(options(2, 100), items -> {
            throw new IOException("away for good");
        });
        List<CompletableFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            futures.add(batcher.submit(i, Priority.BULK));
        }
        await().until(() -> batcher.status().retrying().isPresent());
        batcher.close();
        for (CompletableFuture<Integer> future : futures) {
            assertThatThrownBy(future::get).hasCauseInstanceOf(BatcherClosedException.class);
        }
        assertThatThrownBy(batcher.submit(9, Priority.BULK)::get).hasCauseInstanceOf(BatcherClosedException.class);
    }

    @Test
    void endsWhatWaitsForARetryWhenItIsToldToGiveUp() throws Exception {
        try (Batcher<Integer, Integer> batcher = new Batcher<>(patient(), items -> {
            throw new IOException("away");
        })) {
            List<CompletableFuture<Integer>> futures = submit(batcher, 5);
            await().until(() -> batcher.status().retrying().equals(Optional.of("away")));
            batcher.giveUpOnFailure();
            for (CompletableFuture<Integer> future : futures) {
                assertThatThrownBy(future::get).hasCauseInstanceOf(BatcherClosedException.class);
            }
            await().untilAsserted(() -> assertThat(batcher.status()).isEqualTo(new BatcherStatus(0, 0, 0, 5, Optional.empty())));
        }
    }

    @Test
    void givesUpAFirstFailureThatComesAfterItWasTold() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        try (Batcher<Integer, Integer> batcher = new Batcher<>(patient(), items -> {
            calls.incrementAndGet();
            open.await();
            throw new IOException("away");
        })) {
            List<CompletableFuture<Integer>> futures = submit(batcher, 5);
            await().until(() -> batcher.status().inWork() > 0);
            batcher.giveUpOnFailure();
            open.countDown();
            for (CompletableFuture<Integer> future : futures) {
                assertThatThrownBy(future::get).hasCauseInstanceOf(BatcherClosedException.class);
            }
            // Nothing that waited behind the failure was tried in vain, too.
            assertThat(calls).hasValue(1);
        }
    }

    @Test
    void finishesEverythingThatDoesNotFailAfterItWasTold() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        try (Batcher<Integer, Integer> batcher = new Batcher<>(patient(), items -> {
            open.await();
            if (items.contains(3)) {
                throw new IllegalArgumentException("three");
            }
            return items;
        })) {
            List<CompletableFuture<Integer>> futures = submit(batcher, 6);
            batcher.giveUpOnFailure();
            open.countDown();
            for (int i = 0; i < 6; i++) {
                if (i == 3) {
                    // Its own failure: it would be the same at the next start.
                    assertThatThrownBy(futures.get(i)::get).hasRootCauseMessage("three");
                } else {
                    assertThat(futures.get(i).get()).isEqualTo(i);
                }
            }
        }
    }

    /** Would wait for an hour before it tries again. */
    private static BatchOptions patient() {
        return new BatchOptions("test", 2, 100, Duration.ZERO, 1, IOException.class::isInstance, Duration.ofHours(1), Duration.ofHours(1));
    }

    private static List<CompletableFuture<Integer>> submit(Batcher<Integer, Integer> batcher, int count) throws InterruptedException {
        List<CompletableFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            futures.add(batcher.submit(i, Priority.BULK));
        }
        return futures;
    }

    @Test
    void finishesWhatIsQueuedWhenItIsClosed() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        Batcher<Integer, Integer> batcher = new Batcher<>(options(2, 100), items -> {
            open.await();
            return items;
        });
        List<CompletableFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            futures.add(batcher.submit(i, Priority.BULK));
        }
        open.countDown();
        batcher.close();
        assertThat(futures).allSatisfy(future -> assertThat(future).isCompleted());
    }

    @Test
    void tellsTheCallersWhenTheHandlerMiscounts() throws Exception {
        try (Batcher<Integer, Integer> batcher = new Batcher<>(options(8, 100), items -> List.of())) {
            assertThatThrownBy(batcher.submit(1, Priority.BULK)::get).hasRootCauseMessage("the handler of 'test' gave 0 results for 1 items");
        }
    }

    @Test
    void survivesAnError() throws Exception {
        AtomicBoolean first = new AtomicBoolean(true);
        try (Batcher<Integer, Integer> batcher = new Batcher<>(options(8, 100), items -> {
            if (first.getAndSet(false)) {
                throw new StackOverflowError("deep");
            }
            return items;
        })) {
            assertThatThrownBy(batcher.submit(1, Priority.BULK)::get).hasCauseInstanceOf(StackOverflowError.class);
            assertThat(batcher.submit(2, Priority.BULK).get()).isEqualTo(2);
        }
    }

    @Test
    void completesEachItemOnceUnderFailuresAndManyFeeders() throws Exception {
        Random random = new Random(1);
        BatchOptions options = new BatchOptions("stress", 16, 64, Duration.ofMillis(1), 3, IOException.class::isInstance, Duration.ZERO,
                Duration.ofMillis(1));
        AtomicInteger completed = new AtomicInteger();
        List<CompletableFuture<?>> futures = new CopyOnWriteArrayList<>();
        try (Batcher<Integer, Integer> batcher = new Batcher<>(options, items -> {
            synchronized (random) {
                if (random.nextInt(10) == 0) {
                    throw new IOException("passing");
                }
            }
            if (items.stream().anyMatch(item -> item % 97 == 0)) {
                throw new IllegalArgumentException("bad");
            }
            return items.stream().map(item -> -item).toList();
        })) {
            List<Thread> feeders = new ArrayList<>();
            for (int feeder = 0; feeder < 8; feeder++) {
                int from = feeder * 2_000;
                feeders.add(new Thread(() -> {
                    for (int i = from; i < from + 2_000; i++) {
                        int item = i;
                        try {
                            futures.add(batcher.submit(item, Priority.BULK).handle((result, failure) -> {
                                completed.incrementAndGet();
                                boolean right = item % 97 == 0 ? failure instanceof IllegalArgumentException : result == -item;
                                return right ? null : failThe(item);
                            }));
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }
                }));
            }
            feeders.forEach(Thread::start);
            for (Thread feeder : feeders) {
                feeder.join();
            }
            CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).get();
        }
        assertThat(completed).hasValue(16_000);
    }

    private static Object failThe(int item) {
        throw new AssertionError("wrong outcome for " + item);
    }
}
