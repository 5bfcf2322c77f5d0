package io.streetmatch.eval;

import io.streetmatch.report.Found;
import io.streetmatch.report.Timings;
import io.streetmatch.search.Query;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Asks one question after the other, as a person would, and takes the time. */
final class Answering {

    private static final int QUESTIONS = 50;

    /** Not counted: Java compiles while it answers them. */
    private static final int WARM_UP = 10;

    private static final double NANOS_PER_MILLI = 1e6;

    private final List<Timings> timings = new ArrayList<>();

    /** Asks about files, each as it is; one that cannot be read gives no time. */
    Answering(Query query, List<Path> files) throws IOException, InterruptedException {
        for (int i = 0; i < WARM_UP + QUESTIONS; i++) {
            Path file = files.get(i % files.size());
            if (query.ask(file, file.getFileName().toString()) instanceof Found found && i >= WARM_UP) {
                timings.add(found.timings());
            }
        }
    }

    /** From the file to the answer. */
    double medianAnswer() {
        return median(Timings::total);
    }

    /** The search alone. */
    double medianSearch() {
        return median(Timings::search);
    }

    private double median(Function<Timings, Duration> part) {
        double[] sorted = timings.stream().map(part).mapToDouble(time -> time.toNanos() / NANOS_PER_MILLI).sorted().toArray();
        return sorted.length == 0 ? Double.NaN : (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
