package io.streetmatch.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WriteLoadTest {

    private long now = Long.MAX_VALUE - 1_000;
    private final WriteLoad load = new WriteLoad(() -> now);

    private void seconds(double count) {
        now += (long) (count * TimeUnit.SECONDS.toNanos(1));
    }

    @Test
    void isCalmUntilMuchIsWritten() {
        assertThat(load.isCalm()).isTrue();
        load.wrote(100);
        assertThat(load.isCalm()).isTrue();
        load.wrote(200);
        assertThat(load.isCalm()).isFalse();
    }

    @Test
    void isBusyWhileManyVectorsASecondAreWritten() {
        load.wrote(1_000);
        for (int i = 0; i < 100; i++) {
            seconds(1);
            load.wrote(75);
            assertThat(load.isCalm()).isFalse();
        }
    }

    @Test
    void isCalmBesideATrickle() {
        for (int i = 0; i < 100; i++) {
            seconds(1);
            load.wrote(30);
            assertThat(load.isCalm()).isTrue();
        }
    }

    @Test
    void becomesCalmSoonAfterTheLastWrite() {
        load.wrote(1_000_000);
        seconds(9.9);
        assertThat(load.isCalm()).isFalse();
        seconds(0.2);
        assertThat(load.isCalm()).isTrue();
    }

    @Test
    void canBeToldToForget() {
        load.wrote(10_000);
        load.forget();
        assertThat(load.isCalm()).isTrue();
    }
}
