package io.streetmatch.index;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.hnsw.FlatVectorScorerUtil;
import org.apache.lucene.codecs.hnsw.FlatVectorsFormat;
import org.apache.lucene.codecs.lucene99.Lucene99FlatVectorsFormat;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsWriter;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;
import org.apache.lucene.store.IOContext;

/**
 * Stores the vectors of a segment bare, to be scanned exactly, or with an HNSW graph; decided for each segment when it is written.
 *
 * <p>A flush never builds a graph, so that taking pictures in costs next to nothing. A merge builds one as soon as the collection is
 * too large to be scanned and the merged segment is a considerable part of it. What was decided is an attribute of the segment.
 *
 * <p>Public, with a public constructor, only because Lucene finds formats by name through the service loader. Accepts up to
 * {@value #MAX_DIMENSION} dimensions, where Lucene's own formats stop at 1,024.
 */
public final class AdaptiveVectorsFormat extends KnnVectorsFormat {

    /** The most dimensions a vector may have. */
    static final int MAX_DIMENSION = 4_096;

    /** Under which a segment remembers its kind. */
    static final String KIND = "io.streetmatch.vectors";
    static final String FLAT = "flat";
    static final String HNSW = "hnsw";

    /** A graph over less than this part of {@code exactBelow} would be slower than a scan. */
    private static final int GRAPH_FRACTION = 8;

    private static final FlatVectorsFormat FLAT_FORMAT = new Lucene99FlatVectorsFormat(FlatVectorScorerUtil.getLucene99FlatVectorsScorer());

    private final EmbeddedIndexOptions options;
    private final LongSupplier collectionSize;
    private final BooleanSupplier abort;

    /** For the service loader, which only reads with it. */
    public AdaptiveVectorsFormat() {
        this(EmbeddedIndexOptions.DEFAULT, () -> 0, () -> false);
    }

    /**
     * For writing.
     *
     * @param collectionSize vectors in the whole index, asked when a merge begins
     * @param abort whether graphs that are being built are to be given up
     */
    AdaptiveVectorsFormat(EmbeddedIndexOptions options, LongSupplier collectionSize, BooleanSupplier abort) {
        super("StreetmatchAdaptive");
        this.options = options;
        this.collectionSize = collectionSize;
        this.abort = abort;
    }

    @Override
    public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
        if (!worthGraph(state)) {
            state.segmentInfo.putAttribute(KIND, FLAT);
            return FLAT_FORMAT.fieldsWriter(state);
        }
        state.segmentInfo.putAttribute(KIND, HNSW);
        FlatVectorsFormat flat = new Lucene99FlatVectorsFormat(new AbortableScorer(FlatVectorScorerUtil.getLucene99FlatVectorsScorer(), abort));
        return new Lucene99HnswVectorsWriter(state, options.hnswM(), options.hnswBeamWidth(), flat.fieldsWriter(state), 1, null);
    }

    private boolean worthGraph(SegmentWriteState state) {
        return state.context.context == IOContext.Context.MERGE
                && state.segmentInfo.maxDoc() >= options.exactBelow() / GRAPH_FRACTION
                && collectionSize.getAsLong() >= options.exactBelow();
    }

    @Override
    public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
        String kind = String.valueOf(state.segmentInfo.getAttribute(KIND));
        return switch (kind) {
            case FLAT -> new ExactVectorsReader(FLAT_FORMAT.fieldsReader(state));
            case HNSW -> new Lucene99HnswVectorsFormat().fieldsReader(state);
            default -> throw new CorruptIndexException("unknown kind of vectors: '" + kind + "'", state.segmentInfo.name);
        };
    }

    @Override
    public int getMaxDimensions(String fieldName) {
        return MAX_DIMENSION;
    }
}
