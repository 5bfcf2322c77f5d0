package io.streetmatch.index;

import static io.streetmatch.index.Samples.DIMENSION;
import static org.assertj.core.api.Assertions.assertThat;

import io.streetmatch.embed.Metric;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With a real Lucene writer, which merges at once. */
class GraphPolicyTest {

    private static final int EXACT_BELOW = 800;
    private static final VectorScoring SCORING = new VectorScoring(Metric.COSINE);

    private final AtomicBoolean calm = new AtomicBoolean();
    private final Directory directory = new ByteBuffersDirectory();
    private IndexWriter writer;
    private int written;

    @BeforeEach
    void open() throws Exception {
        writer = new IndexWriter(directory, new IndexWriterConfig()
                .setCodec(WriterSession.codec(new AdaptiveVectorsFormat(EmbeddedIndexOptions.DEFAULT, () -> false)))
                .setMergePolicy(new GraphPolicy(new TieredMergePolicy(), EXACT_BELOW, calm::get))
                .setMergeScheduler(new SerialMergeScheduler()));
    }

    @AfterEach
    void close() throws Exception {
        writer.close();
        directory.close();
    }

    private void write(int count) throws IOException {
        for (int left = count; left > 0; left -= 50) {
            for (IndexEntry entry : Samples.random(Math.min(50, left), DIMENSION, written)) {
                writer.addDocument(EntryDocument.of(entry, SCORING));
                written++;
            }
            writer.commit();
        }
    }

    private SegmentLayout layout() throws IOException {
        try (DirectoryReader reader = DirectoryReader.open(directory)) {
            return SegmentLayout.of(new IndexSearcher(reader));
        }
    }

    private void becomesCalm() throws IOException {
        calm.set(true);
        writer.maybeMerge();
        writer.commit();
    }

    @Test
    void buildsNoGraphWhileTheCollectionIsSmall() throws Exception {
        calm.set(true);
        write(EXACT_BELOW - 50);
        assertThat(layout().graphs()).isZero();
    }

    @Test
    void buildsNoGraphWhileMuchIsWritten() throws Exception {
        write(5 * EXACT_BELOW - 50);
        assertThat(layout().graphs()).isZero();
    }

    @Test
    void buildsOneOfEverythingWhenItBecomesCalm() throws Exception {
        write(3 * EXACT_BELOW);
        becomesCalm();
        assertThat(layout()).isEqualTo(new SegmentLayout(1, 1, 3 * EXACT_BELOW, 0, 0));
    }

    @Test
    void buildsOneOfEverythingWhenThereIsTooMuchToScan() throws Exception {
        write(5 * EXACT_BELOW);
        writer.commit();
        assertThat(layout()).isEqualTo(new SegmentLayout(1, 1, 5 * EXACT_BELOW, 0, 0));
    }

    @Test
    void leavesAFewBesideALargeCollectionToBeScanned() throws Exception {
        calm.set(true);
        write(EXACT_BELOW);
        writer.commit();
        assertThat(layout().vectorsInGraphs()).isEqualTo(EXACT_BELOW);
        write(EXACT_BELOW / 8 - 50);
        assertThat(layout().vectorsInGraphs()).isEqualTo(EXACT_BELOW);
        write(50);
        writer.commit();
        assertThat(layout().vectorsInGraphs()).isEqualTo(EXACT_BELOW + EXACT_BELOW / 8);
    }

    @Test
    void doesNotDrawWhatIsBeingWrittenIntoASmallGraph() throws Exception {
        write(EXACT_BELOW);
        becomesCalm();
        calm.set(false);
        write(4 * EXACT_BELOW);
        assertThat(layout().graphs()).isEqualTo(1);
        assertThat(layout().vectorsInGraphs()).isEqualTo(EXACT_BELOW);
    }

    @Test
    void makesAGraphOfGraphs() throws Exception {
        for (int i = 0; i < 3; i++) {
            write(EXACT_BELOW);
            becomesCalm();
            calm.set(false);
        }
        writer.forceMerge(1);
        writer.commit();
        assertThat(layout()).isEqualTo(new SegmentLayout(1, 1, 3 * EXACT_BELOW, 0, 0));
    }

    @Test
    void countsOnlyTheLiving() throws Exception {
        write(EXACT_BELOW);
        List<IndexEntry> first = Samples.random(50, DIMENSION, 0);
        for (IndexEntry entry : first) {
            writer.deleteDocuments(EntryDocument.key(entry.key()));
        }
        writer.commit();
        becomesCalm();
        assertThat(layout().graphs()).isZero();
    }
}
