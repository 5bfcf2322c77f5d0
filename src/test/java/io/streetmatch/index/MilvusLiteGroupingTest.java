package io.streetmatch.index;

import static io.streetmatch.index.Samples.DIMENSION;
import static io.streetmatch.index.Samples.space;
import static org.assertj.core.api.Assertions.assertThat;

import io.streetmatch.MilvusLite;
import io.streetmatch.embed.EmbeddingSpace;
import io.streetmatch.embed.Metric;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same pictures where the server groups. */
class MilvusLiteGroupingTest extends GroupingContract {

    @TempDir
    static Path folder;

    private static MilvusLite server;

    private final String collection = "test_" + UUID.randomUUID().toString().replace("-", "");
    private MilvusIndex last;

    @BeforeAll
    static void start() throws Exception {
        server = MilvusLite.start(folder.resolve("lite"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Override
    protected VectorIndex openCollection(EmbeddingSpace space) throws Exception {
        last = MilvusIndex.open(MilvusOptions.at(server.uri()).withCollection(collection).withIndex(MilvusIndexType.FLAT, Map.of(), Map.of()), space);
        return last;
    }

    /** Otherwise these tests would prove nothing of its grouping. */
    @AfterEach
    void theServerGrouped() {
        assertThat(last.grouping()).isTrue();
    }

    @Test
    void takesTheServersGroupsAndNotTheLongWay() throws Exception {
        MilvusIndex index = (MilvusIndex) open(space(Metric.L2));
        index.upsert(Samples.random(20, DIMENSION, 1));
        float[] question = new float[DIMENSION];

        assertThat(index.groupedPictures(question, 5)).contains(index.searchPictures(question, 5));
        assertThat(index.groupedPictures(question, 21)).isEqualTo(Optional.empty());
    }
}
