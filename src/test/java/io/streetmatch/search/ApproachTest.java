package io.streetmatch.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streetmatch.batch.BatchOptions;
import io.streetmatch.batch.Batcher;
import io.streetmatch.batch.Priority;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Batches linger for an hour here. */
@Timeout(60)
class ApproachTest {

    private static final BatchOptions PATIENT = new BatchOptions("test", 100, 100, Duration.ofHours(1), 1, failure -> false, Duration.ZERO,
            Duration.ZERO);

    private final List<List<Integer>> batches = new CopyOnWriteArrayList<>();
    private final Batcher<Integer, Integer> batcher = new Batcher<>(PATIENT, items -> {
        batches.add(items);
        return items;
    });
    private final Approach approach = new Approach(batcher);

    @AfterEach
    void close() {
        batcher.close();
    }

    @Test
    void endsTheWaitWhenTheLastHasArrived() throws Exception {
        approach.depart();
        approach.depart();
        CompletableFuture<Integer> first = batcher.submit(1, Priority.BULK);
        approach.arrive();
        assertStillWaits(first);
        approach.arrive();
        first.get();
    }

    @Test
    void waitsOnForOneThatSetsOutRightAfterTheLastHasArrived() throws Exception {
        CompletableFuture<Integer> first = submitted();
        while (!setsOutRightAfterTheLast()) {
            approach.arrive();
            first.get();
            batches.clear();
            first = submitted();
        }
        assertStillWaits(first);
        CompletableFuture<Integer> second = batcher.submit(2, Priority.BULK);
        approach.arrive();
        second.get();
        assertThat(batches).containsExactly(List.of(1, 2));
    }

    private CompletableFuture<Integer> submitted() throws InterruptedException {
        approach.depart();
        return batcher.submit(1, Priority.BULK);
    }

    /** False when half of the 10 ms went by in between: this thread had to wait for a core. */
    private boolean setsOutRightAfterTheLast() {
        long start = System.nanoTime();
        approach.arrive();
        approach.depart();
        return System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(5);
    }

    private static void assertStillWaits(CompletableFuture<Integer> item) {
        assertThatThrownBy(() -> item.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
    }
}
