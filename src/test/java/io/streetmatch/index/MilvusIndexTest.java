package io.streetmatch.index;

import static io.streetmatch.index.Samples.entry;
import static io.streetmatch.index.Samples.space;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streetmatch.MilvusServer;
import io.streetmatch.embed.EmbeddingSpace;
import io.streetmatch.embed.Metric;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract on a real server, searched exactly, and what is Milvus's own. */
class MilvusIndexTest extends VectorIndexContract {

    private static MilvusServer server;

    private final String collection = "test_" + UUID.randomUUID().toString().replace("-", "");

    @BeforeAll
    static void start() throws Exception {
        server = MilvusServer.shared();
    }

    private MilvusOptions options() {
        return MilvusOptions.at(server.uri()).withCollection(collection).withIndex("FLAT", Map.of(), Map.of());
    }

    @Override
    protected VectorIndex openCollection(EmbeddingSpace space) throws Exception {
        return MilvusIndex.open(options(), space);
    }

    @Override
    protected double tolerance() {
        return 1e-5;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            AUTOINDEX | ''             | ''
            HNSW      | efConstruction | ef
            IVF_FLAT  | nlist          | nprobe
            """)
    void takesOtherIndexesWithTheirParameters(String type, String building, String searching) throws Exception {
        MilvusOptions options = options().withIndex(type,
                building.isEmpty() ? Map.of() : type.equals("HNSW") ? Map.of("M", "16", building, "200") : Map.of(building, "16"),
                searching.isEmpty() ? Map.of() : Map.of(searching, "10"));
        try (MilvusIndex index = MilvusIndex.open(options, space(Metric.COSINE))) {
            List<IndexEntry> entries = Samples.random(200, Samples.DIMENSION, 8);
            index.upsert(entries);

            assertThat(index.search(entries.get(77).vector(), 3)).first().extracting(Neighbour::source).isEqualTo(entries.get(77).source());
        }
    }

    @Test
    void splitsWhatIsTooLargeForOneMessage() throws Exception {
        try (MilvusIndex index = MilvusIndex.open(options(), space(1_280, Metric.L2))) {
            index.upsert(Samples.random(5_000, 1_280, 9));

            assertThat(index.size()).isEqualTo(new IndexSize(5_000, 5_000));
        }
    }

    @Test
    void opensWithoutAServerAndSaysWhatToDo() throws Exception {
        MilvusOptions nowhere = MilvusOptions.at("http://127.0.0.1:1").withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(1));
        try (MilvusIndex index = MilvusIndex.open(nowhere, space(Metric.COSINE))) {
            assertThatThrownBy(() -> index.upsert(List.of(entry("a.jpg", new float[Samples.DIMENSION]))))
                    .isInstanceOf(IndexUnavailableException.class).hasMessageContaining("http://127.0.0.1:1").hasMessageContaining("milvus.uri");
        }
    }

    @Test
    void neverShowsALogin() {
        MilvusOptions.Login login = new MilvusOptions.Login("token-secret", "root", "password-secret");

        assertThat(login.toString()).doesNotContain("secret").doesNotContain("root");
    }
}
