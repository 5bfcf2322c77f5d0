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
 */
record SegmentLayout(int segments, int graphs, int vectorsInGraphs) {

    /** Of an index that is not there yet. */
    static final SegmentLayout NONE = new SegmentLayout(0, 0, 0);

    static SegmentLayout of(IndexSearcher searcher) {
        int graphs = 0;
        int vectors = 0;
        for (LeafReaderContext leaf : searcher.getLeafContexts()) {
            SegmentReader segment = (SegmentReader) leaf.reader();
            if (AdaptiveVectorsFormat.HNSW.equals(segment.getSegmentInfo().info.getAttribute(AdaptiveVectorsFormat.KIND))) {
                graphs++;
                vectors += segment.numDocs();
            }
        }
        return new SegmentLayout(searcher.getLeafContexts().size(), graphs, vectors);
    }
}
