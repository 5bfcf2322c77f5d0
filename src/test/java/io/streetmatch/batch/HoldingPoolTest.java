package io.streetmatch.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HoldingPoolTest {

    private final ThreadPoolExecutor pool = new HoldingPool("holding", 2, 3);
    private final CountDownLatch open = new CountDownLatch(1);

    @AfterEach
    void end() {
        open.countDown();
        pool.shutdownNow();
    }

    private void fill() {
        for (int i = 0; i < 5; i++) {
            pool.execute(this::awaitOpen);
        }
    }

    private void awaitOpen() {
        try {
            open.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A feeder that hands over one task too many, and waits for room. */
    private Thread held(Runnable task, CompletableFuture<Void> done) {
        return held(pool, task, done);
    }

    private static Thread held(ThreadPoolExecutor pool, Runnable task, CompletableFuture<Void> done) {
        Thread feeder = new Thread(() -> {
            try {
                pool.execute(task);
                done.complete(null);
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        feeder.start();
        await().until(() -> feeder.getState() == Thread.State.TIMED_WAITING);
        return feeder;
    }

    @Test
    void holdsTheFeederBackUntilThereIsRoom() throws Exception {
        fill();
        CompletableFuture<Void> handedOver = new CompletableFuture<>();
        AtomicReference<String> runner = new AtomicReference<>();
        held(() -> runner.set(Thread.currentThread().getName()), handedOver);
        assertThat(handedOver).isNotDone();
        open.countDown();
        handedOver.get();
        await().until(() -> runner.get() != null);
        assertThat(runner.get()).startsWith("holding-");
    }

    @Test
    void wakesTheFeederWhenNoMoreThanHalfAsManyWait() throws Exception {
        Semaphore turns = new Semaphore(0);
        ThreadPoolExecutor one = new HoldingPool("one", 1, 4);
        for (int i = 0; i < 5; i++) {
            one.execute(turns::acquireUninterruptibly);
        }
        CompletableFuture<Void> handedOver = new CompletableFuture<>();
        held(one, turns::acquireUninterruptibly, handedOver);
        turns.release();
        await().until(() -> one.getQueue().size() == 3);
        // Longer than a feeder sleeps at most.
        TimeUnit.MILLISECONDS.sleep(300);
        assertThat(handedOver).isNotDone();
        turns.release();
        handedOver.get();
        assertThat(one.getQueue()).hasSize(3);
        turns.release(4);
        one.shutdown();
    }

    @Test
    void runsEveryTaskOnceOnItsOwnThreads() throws Exception {
        Set<String> runners = ConcurrentHashMap.newKeySet();
        List<Future<Integer>> results = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            int number = i;
            results.add(pool.submit(() -> {
                runners.add(Thread.currentThread().getName());
                return number;
            }));
        }
        for (int i = 0; i < results.size(); i++) {
            assertThat(results.get(i).get()).isEqualTo(i);
        }
        assertThat(runners).isSubsetOf("holding-0", "holding-1");
    }

    @Test
    void tellsAFeederThatWaitsThatThePoolWasShutDown() {
        fill();
        CompletableFuture<Void> handedOver = new CompletableFuture<>();
        held(() -> {}, handedOver);
        pool.shutdown();
        assertThatThrownBy(handedOver::get).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> pool.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void letsAFeederGoThatIsInterrupted() {
        fill();
        CompletableFuture<Void> handedOver = new CompletableFuture<>();
        held(() -> {}, handedOver).interrupt();
        assertThatThrownBy(handedOver::get).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(RejectedExecutionException.class);
        assertThat(pool.getQueue()).hasSize(3);
    }
}
