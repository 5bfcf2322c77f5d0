package io.streetmatch.index;

import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SegmentReader;
import org.apache.lucene.search.IndexSearcher;

/**
 * How the vectors of a collection are spread.
 *
 * @param segments all segments
 * @param graphs segments with an HNSW graph
 * @param vectorsInGraphs vectors in those; all others are scanned
 * @param deleted vectors that were deleted and still take up room, in segments of either kind
 * @param deletedInGraphs those of them in graphs
 */
record SegmentLayout(int segments, int graphs, int vectorsInGraphs, int deleted, int deletedInGraphs) {

    /** Of an index that is not there yet. */
    static final SegmentLayout NONE = new SegmentLayout(0, 0, 0, 0, 0);

    static SegmentLayout of(IndexSearcher searcher) {
        int graphs = 0;
        int vectors = 0;
        int deleted = 0;
        for (LeafReaderContext leaf : searcher.getLeafContexts()) {
            SegmentReader segment = (SegmentReader) leaf.reader();
            if (AdaptiveVectorsFormat.HNSW.equals(segment.getSegmentInfo().info.getAttribute(AdaptiveVectorsFormat.KIND))) {
                graphs++;
                vectors += segment.numDocs();
                deleted += segment.numDeletedDocs();
            }
        }
        return new SegmentLayout(searcher.getLeafContexts().size(), graphs, vectors, searcher.getIndexReader().numDeletedDocs(), deleted);
    }
}
