package io.streetmatch.augment;

import io.streetmatch.image.ImageId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Variants that could not be made: said in the log the 1st, 10th, 100th, ... time of each entry of a recipe. Safe for use by several threads. */
final class LeftOut {

    private static final Logger LOG = LoggerFactory.getLogger(LeftOut.class);
    private static final int KEPT = 5;

    private final Map<String, Long> counts = new ConcurrentHashMap<>();
    private final Deque<String> last = new ArrayDeque<>();

    void note(VariantPlan plan, ImageId id, String variant, String reason) {
        long count = counts.merge(plan.name(), 1L, Long::sum);
        String message = "variant %s of picture %s is left out (%,d so far). %s".formatted(variant, id.hex().substring(0, 12), count, reason);
        if (isPowerOfTen(count)) {
            LOG.warn("{}", message);
        } else {
            LOG.debug("{}", message);
        }
        synchronized (last) {
            last.addFirst(message);
            if (last.size() > KEPT) {
                last.removeLast();
            }
        }
    }

    List<String> messages() {
        synchronized (last) {
            return List.copyOf(last);
        }
    }

    private static boolean isPowerOfTen(long count) {
        long rest = count;
        while (rest % 10 == 0) {
            rest /= 10;
        }
        return rest == 1;
    }
}
