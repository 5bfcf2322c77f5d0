package io.streetmatch.index;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.MergePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Merges in the background, one large merge at a time, so that the model keeps its cores.
 *
 * <p>A merge that fails costs speed, not pictures: it is logged, and Lucene tries again after a later commit.
 */
final class MergeScheduling extends ConcurrentMergeScheduler {

    private static final Logger LOG = LoggerFactory.getLogger(MergeScheduling.class);

    /** Small merges go on beside a graph that takes minutes; writers are held up only when this many are under way. */
    private static final int MAX_MERGES = 8;

    private final Path folder;
    private final BooleanSupplier stopping;
    private final Runnable afterMerge;

    /** @param afterMerge runs on the merging thread, must not touch the index itself */
    MergeScheduling(Path folder, BooleanSupplier stopping, Runnable afterMerge) {
        this.folder = folder;
        this.stopping = stopping;
        this.afterMerge = afterMerge;
        setMaxMergesAndThreads(MAX_MERGES, 1);
        disableAutoIOThrottle();
    }

    @Override
    protected void doMerge(MergeSource source, MergePolicy.OneMerge merge) throws IOException {
        super.doMerge(source, merge);
        afterMerge.run();
    }

    @Override
    protected void handleMergeException(Throwable failure) {
        if (!stopping.getAsBoolean()) {
            LOG.warn("Merging segments of the index in {} failed and will be tried again: {}", folder, failure.toString());
        }
    }
}
