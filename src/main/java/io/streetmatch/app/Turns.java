package io.streetmatch.app;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * The limit of the machine and the program, measured in turns: a machine that others share is not as fast now as it was a minute ago.
 *
 * @param turns those that count, in their order, at least {@link #FEWEST}
 */
record Turns(List<Turn> turns) {

    /** Length of a turn: of the limit, and of the program. */
    static final int SECONDS = 2;

    /** One says nothing of its error. */
    static final int FEWEST = 2;

    /**
     * How many turns are one observation of the error. Pictures count when they are written, once a second: what one turn seems to lose, the
     * next one gains, and taken one by one they would show more error than their mean has.
     */
    private static final int BLOCK = 5;

    /** Of fewer, chance would have too large a part in the error; single turns rather show too much of it. */
    private static final int FEWEST_BLOCKS = 5;

    /** The program may be faster than the limit was. */
    private static final double SPARE = 1.3;

    /**
     * Pictures a second of both, one measured right after the other.
     *
     * @param limit of the bare loop
     * @param program from the inbox
     */
    record Turn(double limit, double program) {}

    /** @throws IllegalArgumentException when there are fewer than {@link #FEWEST} turns */
    Turns {
        if (turns.size() < FEWEST) {
            throw new IllegalArgumentException("one turn says nothing of its error");
        }
    }

    /**
     * Measures. The daemon is held while the limit is measured: all that it does beside taking in, compiling and merging too, is in its own
     * time. A turn does not count in which the inbox ran empty, nor one that did not begin with as many pictures under way as the later
     * ones: that is the first, and the one after an empty inbox.
     *
     * @param inbox is filled as needed, and empty afterwards
     * @param limit measures for about as long as a turn; pictures a second
     * @param count of turns, at least {@link #FEWEST}
     */
    static Turns measure(ForkedDaemon daemon, FullInbox inbox, Callable<Double> limit, int count) throws Exception {
        List<Turn> turns = new ArrayList<>();
        double fastest = 0;
        boolean steady = false;
        while (turns.size() < count) {
            daemon.pause();
            double most = limit.call();
            fastest = Math.max(fastest, most);
            inbox.holdAtLeast((long) Math.ceil(SPARE * fastest * SECONDS));
            long before = inbox.left();
            daemon.resume();
            long start = System.nanoTime();
            TimeUnit.SECONDS.sleep(SECONDS);
            daemon.pause();
            double elapsed = (System.nanoTime() - start) / 1e9;
            long left = inbox.left();
            double program = (before - left) / elapsed;
            fastest = Math.max(fastest, program);
            if (steady && left > 0) {
                turns.add(new Turn(most, program));
            }
            steady = left > 0;
        }
        daemon.resume();
        inbox.awaitEmpty();
        return new Turns(turns);
    }

    /** Mean of the limit, pictures a second. */
    double limit() {
        return turns.stream().mapToDouble(Turn::limit).average().orElseThrow();
    }

    /** Mean of the program, pictures a second. */
    double program() {
        return turns.stream().mapToDouble(Turn::program).average().orElseThrow();
    }

    /** What of the limit the program reaches. */
    double ratio() {
        return program() / limit();
    }

    /**
     * Of the ratio of the two means (the usual linear approximation for a ratio estimator; Cochran, Sampling Techniques, 6.4), from blocks of
     * five or a few more turns in a row; where that makes fewer than five blocks, from the turns themselves.
     */
    double standardError() {
        int count = turns.size();
        int blocks = count < FEWEST_BLOCKS * BLOCK ? count : count / BLOCK;
        double[] residuals = new double[blocks];
        for (int i = 0; i < count; i++) {
            residuals[i * blocks / count] += turns.get(i).program() - ratio() * turns.get(i).limit();
        }
        double squares = Arrays.stream(residuals).map(residual -> residual * residual).sum();
        return Math.sqrt(squares * blocks / (blocks - 1)) / (count * limit());
    }
}
