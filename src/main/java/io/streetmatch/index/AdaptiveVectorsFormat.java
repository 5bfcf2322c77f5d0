package io.streetmatch.index;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.hnsw.FlatVectorScorerUtil;
import org.apache.lucene.codecs.hnsw.FlatVectorsFormat;
import org.apache.lucene.codecs.hnsw.FlatVectorsScorer;
import org.apache.lucene.codecs.hnsw.FlatVectorsWriter;
import org.apache.lucene.codecs.lucene99.Lucene99FlatVectorsFormat;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsReader;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsWriter;
import org.apache.lucene.codecs.lucene99.Lucene99ScalarQuantizedVectorScorer;
import org.apache.lucene.codecs.lucene99.Lucene99ScalarQuantizedVectorsFormat;
import org.apache.lucene.codecs.lucene99.Lucene99ScalarQuantizedVectorsWriter;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;

/**
 * Stores the vectors of a segment bare, to be scanned exactly, or with an HNSW graph where {@link GraphPolicy} has marked the segment with
 * an attribute. A flush never builds a graph, so that taking pictures in costs next to nothing.
 *
 * <p>A graph is built and searched over vectors of 7-bit numbers beside the full ones (Lucene's scalar quantization): with 100,000 of 1280
 * floats that took 221 s instead of 501. What it finds is scored again by the full vectors, see {@link NearestNeighbours}.
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
    static final String HNSW = "hnsw-int7";

    private static final FlatVectorsScorer FLOAT_SCORER = FlatVectorScorerUtil.getLucene99FlatVectorsScorer();
    private static final FlatVectorsFormat FLAT_FORMAT = new Lucene99FlatVectorsFormat(FLOAT_SCORER);

    private final EmbeddedIndexOptions options;
    private final BooleanSupplier abort;

    /** For the service loader, which only reads with it. */
    public AdaptiveVectorsFormat() {
        this(EmbeddedIndexOptions.DEFAULT, () -> false);
    }

    /**
     * For writing.
     *
     * @param abort whether graphs that are being built are to be given up
     */
    AdaptiveVectorsFormat(EmbeddedIndexOptions options, BooleanSupplier abort) {
        super("StreetmatchAdaptive");
        this.options = options;
        this.abort = abort;
    }

    @Override
    public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
        if (!HNSW.equals(state.segmentInfo.getAttribute(KIND))) {
            state.segmentInfo.putAttribute(KIND, FLAT);
            return FLAT_FORMAT.fieldsWriter(state);
        }
        FlatVectorsScorer scorer = new AbortableScorer(new Lucene99ScalarQuantizedVectorScorer(FLOAT_SCORER), abort);
        FlatVectorsWriter quantized = new Lucene99ScalarQuantizedVectorsWriter(state, null, FLAT_FORMAT.fieldsWriter(state), scorer);
        return new Lucene99HnswVectorsWriter(state, options.hnswM(), options.hnswBeamWidth(), quantized, 1, null);
    }

    @Override
    public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
        String kind = String.valueOf(state.segmentInfo.getAttribute(KIND));
        return switch (kind) {
            case FLAT -> new ExactVectorsReader(FLAT_FORMAT.fieldsReader(state));
            case HNSW -> new Lucene99HnswVectorsReader(state, new Lucene99ScalarQuantizedVectorsFormat().fieldsReader(state));
            default -> throw new CorruptIndexException("unknown kind of vectors: '" + kind + "'", state.segmentInfo.name);
        };
    }

    @Override
    public int getMaxDimensions(String fieldName) {
        return MAX_DIMENSION;
    }
}
