package io.streetmatch.index;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.lucene.index.FilterMergePolicy;
import org.apache.lucene.index.MergePolicy;
import org.apache.lucene.index.MergeTrigger;
import org.apache.lucene.index.SegmentCommitInfo;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.util.InfoStream;

/**
 * Decides what gets an HNSW graph, and when; which segments are merged otherwise is another policy's business.
 *
 * <p>A graph takes several times as much of a core as everything else that the index does for a vector, and each merge builds a new one.
 * So none is built while a collection is small enough to be scanned, and while much is being written only what can no longer
 * be scanned in good time gets one: all of it at once, so that hardly a vector goes through many graphs. As soon as there is calm, what
 * is left gets its graph too. A merge of graphs always makes a graph, beginning with the largest of them.
 */
final class GraphPolicy extends FilterMergePolicy {

    /** A graph over less than this part of {@code exactBelow} would be slower than a scan. */
    private static final int FEWEST = 8;

    /** Times {@code exactBelow}: what is scanned at most while much is being written; a search takes 3 ms for 10,000 vectors of 512 floats. */
    private static final int MOST = 5;

    private final int exactBelow;
    private final BooleanSupplier calm;

    /**
     * Adds graphs to another policy.
     *
     * @param exactBelow a collection of fewer vectors has none
     * @param calm whether there is time to build some
     */
    GraphPolicy(MergePolicy merging, int exactBelow, BooleanSupplier calm) {
        super(merging);
        this.exactBelow = exactBelow;
        this.calm = calm;
    }

    @Override
    public MergeSpecification findMerges(MergeTrigger trigger, SegmentInfos segments, MergeContext context) throws IOException {
        boolean calmNow = calm.getAsBoolean();
        long most = (long) MOST * exactBelow;
        List<SegmentCommitInfo> scanned = free(segments, context, segment -> !hasGraph(segment));
        long vectors = living(scanned, context);
        if (vectors > 0 && vectors >= (calmNow ? exactBelow / FEWEST : most) && living(segments.asList(), context) >= exactBelow) {
            MergeSpecification graph = new MergeSpecification();
            graph.add(new GraphMerge(scanned));
            return graph;
        }
        // A small graph would draw what is being written into ever larger ones.
        MergeContext seen = calmNow ? context : hiding(segments, context, segment -> hasGraph(segment) && living(List.of(segment), context) < most);
        return keepingGraphs(in.findMerges(trigger, segments, seen));
    }

    /** {@inheritDoc} A commit waits for these: no graph is built. */
    @Override
    public MergeSpecification findFullFlushMerges(MergeTrigger trigger, SegmentInfos segments, MergeContext context) throws IOException {
        return in.findFullFlushMerges(trigger, segments, hiding(segments, context, GraphPolicy::hasGraph));
    }

    @Override
    public MergeSpecification findForcedMerges(SegmentInfos segments, int most, Map<SegmentCommitInfo, Boolean> toMerge,
            MergeContext context) throws IOException {
        return keepingGraphs(in.findForcedMerges(segments, most, toMerge, context));
    }

    @Override
    public MergeSpecification findForcedDeletesMerges(SegmentInfos segments, MergeContext context) throws IOException {
        return keepingGraphs(in.findForcedDeletesMerges(segments, context));
    }

    private static List<SegmentCommitInfo> free(SegmentInfos segments, MergeContext context, Predicate<SegmentCommitInfo> wanted) {
        return segments.asList().stream().filter(segment -> !context.getMergingSegments().contains(segment)).filter(wanted).toList();
    }

    private static MergeContext hiding(SegmentInfos segments, MergeContext context, Predicate<SegmentCommitInfo> unwanted) {
        Set<SegmentCommitInfo> hidden = new HashSet<>(context.getMergingSegments());
        hidden.addAll(free(segments, context, unwanted));
        return new Hiding(context, hidden);
    }

    private static long living(List<SegmentCommitInfo> segments, MergeContext context) {
        return segments.stream().mapToLong(segment -> segment.info.maxDoc() - context.numDeletedDocs(segment)).sum();
    }

    private static boolean hasGraph(SegmentCommitInfo segment) {
        return AdaptiveVectorsFormat.HNSW.equals(segment.info.getAttribute(AdaptiveVectorsFormat.KIND));
    }

    /** Null, as Lucene has it, when there is nothing to merge. */
    private static MergeSpecification keepingGraphs(MergeSpecification found) {
        if (found != null) {
            found.merges.replaceAll(merge -> merge.segments.stream().anyMatch(GraphPolicy::hasGraph) ? new GraphMerge(merge.segments) : merge);
        }
        return found;
    }

    /** Tells {@link AdaptiveVectorsFormat}, by the attribute of the segment that it makes, to build a graph. */
    private static final class GraphMerge extends OneMerge {

        GraphMerge(List<SegmentCommitInfo> segments) {
            super(segments);
        }

        @Override
        public void setMergeInfo(SegmentCommitInfo made) {
            made.info.putAttribute(AdaptiveVectorsFormat.KIND, AdaptiveVectorsFormat.HNSW);
            super.setMergeInfo(made);
        }
    }

    /** Makes segments look as if they were being merged already, which leaves them alone. */
    private record Hiding(MergeContext context, Set<SegmentCommitInfo> hidden) implements MergeContext {

        @Override
        public int numDeletesToMerge(SegmentCommitInfo segment) throws IOException {
            return context.numDeletesToMerge(segment);
        }

        @Override
        public int numDeletedDocs(SegmentCommitInfo segment) {
            return context.numDeletedDocs(segment);
        }

        @Override
        public InfoStream getInfoStream() {
            return context.getInfoStream();
        }

        @Override
        public Set<SegmentCommitInfo> getMergingSegments() {
            return hidden;
        }
    }
}
