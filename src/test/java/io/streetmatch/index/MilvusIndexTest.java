package io.streetmatch.index;

import static io.streetmatch.index.Samples.entry;
import static io.streetmatch.index.Samples.space;
import static io.streetmatch.index.Samples.variant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streetmatch.MilvusServer;
import io.streetmatch.embed.EmbeddingSpace;
import io.streetmatch.embed.Metric;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract on a real server, searched exactly, and what is Milvus's own. */
class MilvusIndexTest extends VectorIndexContract {

    /** A collection takes seconds until it is loaded, in which the server only waits: made at once, before the tests ask for them. */
    private static final int READY_OF_EACH_METRIC = 16;
    private static final int MADE_AT_ONCE = 8;

    private static final Map<EmbeddingSpace, Queue<Future<String>>> READY = new ConcurrentHashMap<>();

    private static MilvusServer server;
    private static ExecutorService makers;

    private String collection = newName();
    private boolean opened;

    @BeforeAll
    static void start() throws Exception {
        server = MilvusServer.shared();
        makers = Executors.newFixedThreadPool(MADE_AT_ONCE);
        for (int number = 0; number < READY_OF_EACH_METRIC; number++) {
            for (Metric metric : List.of(Metric.COSINE, Metric.L2)) {
                READY.computeIfAbsent(space(metric), space -> new ConcurrentLinkedQueue<>()).add(makers.submit(() -> made(space(metric))));
            }
        }
    }

    private static String made(EmbeddingSpace space) throws Exception {
        String name = newName();
        MilvusIndex.open(options(name), space).close();
        return name;
    }

    @AfterAll
    static void stop() {
        if (makers != null) {
            makers.shutdownNow();
        }
    }

    private static String newName() {
        return "test_" + UUID.randomUUID().toString().replace("-", "");
    }

    private MilvusOptions options() {
        return options(collection);
    }

    private static MilvusOptions options(String collection) {
        // A busy machine must not make a test fail.
        return MilvusOptions.at(server.uri()).withCollection(collection).withIndex(MilvusIndexType.FLAT, Map.of(), Map.of())
                .withTimeouts(Duration.ofMinutes(1), Duration.ofMinutes(3));
    }

    @Override
    protected VectorIndex openCollection(EmbeddingSpace space) throws Exception {
        Queue<Future<String>> ready = READY.getOrDefault(space, new ArrayDeque<>());
        if (!opened && !ready.isEmpty()) {
            collection = ready.remove().get();
        }
        opened = true;
        return MilvusIndex.open(options(), space);
    }

    @Override
    protected double tolerance() {
        return 1e-5;
    }

    @Test
    void findsOutThatAServerDoesNotGroup() throws Exception {
        try (MilvusIndex index = MilvusIndex.open(options(), space(Metric.L2), version -> true)) {
            index.upsert(List.of(entry("a.jpg", axis(1)), variant("a.jpg", "blur", axis(1.01f)), entry("b.jpg", axis(3))));
            assertThat(index.grouping()).isTrue();

            assertThat(index.searchPictures(axis(1), 2)).extracting(hit -> hit.source().name()).containsExactly("a.jpg", "b.jpg");
            assertThat(index.grouping()).isFalse();
        }
    }

    @Test
    void knowsByTheVersionWhichServersGroup() {
        assertThat(List.of("v2.4.0", "2.6.1-dev", "v2.10.0", "milvus_lite-3.2.2", "3.0")).allMatch(MilvusConnection::groups);
        assertThat(List.of("v2.3.5-lite", "2.3.21", "1.9", "", "unknown")).noneMatch(MilvusConnection::groups);
    }

    private static float[] axis(float length) {
        float[] vector = new float[Samples.DIMENSION];
        vector[0] = length;
        return vector;
    }

    /** All at once: it is the server's scheduler that takes the time. */
    @Test
    void buildsAndSearchesEveryTypeOfIndex() throws Exception {
        ExecutorService each = Executors.newFixedThreadPool(MilvusIndexType.values().length);
        try {
            Map<MilvusIndexType, Future<?>> results = new EnumMap<>(MilvusIndexType.class);
            for (MilvusIndexType type : MilvusIndexType.values()) {
                results.put(type, each.submit(() -> {
                    buildsAndSearches(type);
                    return null;
                }));
            }
            for (Map.Entry<MilvusIndexType, Future<?>> result : results.entrySet()) {
                assertThatCode(result.getValue()::get).as("%s", result.getKey()).doesNotThrowAnyException();
            }
        } finally {
            each.shutdownNow();
        }
    }

    private void buildsAndSearches(MilvusIndexType type) throws Exception {
        int count = 1_500;
        int dimension = 32;
        List<IndexEntry> entries = Samples.random(count, dimension, 8);
        MilvusOptions options = options().withCollection(collection + "_" + type).withIndex(type, Map.of(), Map.of());
        try (MilvusIndex index = MilvusIndex.open(options, space(dimension, Metric.COSINE))) {
            index.upsert(entries);
            // The wheel's server takes DISKANN and searches without: its binary has no such index.
            long indexed = index.settle(type == MilvusIndexType.DISKANN ? Duration.ofSeconds(5) : Duration.ofMinutes(2));
            index.reload();

            assertThat(indexed).isEqualTo(type == MilvusIndexType.DISKANN ? 0 : count);
            assertThat(index.describe()).endsWith(", " + type);
            int found = 0;
            for (IndexEntry entry : entries.subList(0, 60)) {
                found += index.search(entry.vector(), 3).stream().anyMatch(hit -> hit.source().equals(entry.source())) ? 1 : 0;
                assertThat(index.searchPictures(entry.vector(), 100)).hasSizeGreaterThan(50);
            }
            assertThat(found).isGreaterThanOrEqualTo(type == MilvusIndexType.IVF_PQ ? 54 : 59);
        }
    }

    @Test
    void takesGivenParameters() throws Exception {
        MilvusOptions options = options().withIndex(MilvusIndexType.HNSW, Map.of("M", "8"), Map.of("ef", "10"));
        try (MilvusIndex index = MilvusIndex.open(options, space(Metric.COSINE))) {
            List<IndexEntry> entries = Samples.random(2_000, Samples.DIMENSION, 8);
            index.upsert(entries);
            index.settle(Duration.ofMinutes(2));
            index.reload();

            // More hits than ef: the server would refuse that.
            assertThat(index.search(entries.get(77).vector(), 300)).hasSize(300);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            HNSW     | nlist=16     |              | 'nlist'
            HNSW     | M=1          |              | 2 to 2048, default 16
            HNSW     |              | nprobe=10    | ef (1 to 32768, default 64)
            IVF_FLAT | nlist=70000  |              | 1 to 65536
            IVF_FLAT |              | nprobe=many  | nprobe=many
            FLAT     | nlist=16     |              | FLAT has no index parameters
            """)
    void refusesParametersThatATypeDoesNotHave(MilvusIndexType type, String building, String searching, String said) {
        assertThatIllegalArgumentException().isThrownBy(() -> options().withIndex(type, pair(building), pair(searching)))
                .withMessageContaining(said).withMessageContaining(type.name());
    }

    private static Map<String, String> pair(String text) {
        return text == null ? Map.of() : Map.of(text.split("=")[0], text.split("=")[1]);
    }

    @Test
    void saysWhichKeysToChangeWhenTheServerRefusesAnIndexAndTriesAgain() throws Exception {
        // 3 codes do not divide 8 dimensions.
        MilvusOptions refused = options().withIndex(MilvusIndexType.IVF_PQ, Map.of("m", "3"), Map.of());
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatIllegalArgumentException().isThrownBy(() -> MilvusIndex.open(refused, space(Metric.L2)))
                    .withMessageContaining("milvus.indexType").withMessageContaining("milvus.indexParams").withMessageContaining("m=3");
        }
        try (MilvusIndex index = MilvusIndex.open(options(), space(Metric.L2))) {
            index.upsert(List.of(entry("a.jpg", axis(1))));
            assertThat(index.search(axis(1), 1)).hasSize(1);
        }
    }

    @Test
    void searchesACollectionThatHasAnotherIndexThanTheConfiguredOne() throws Exception {
        List<IndexEntry> entries = Samples.random(2_000, Samples.DIMENSION, 8);
        try (MilvusIndex index = MilvusIndex.open(options().withIndex(MilvusIndexType.IVF_FLAT, Map.of(), Map.of()), space(Metric.L2))) {
            index.upsert(entries);
            index.settle(Duration.ofMinutes(2));
        }
        MilvusOptions other = options().withIndex(MilvusIndexType.HNSW, Map.of(), Map.of("ef", "200"));
        try (MilvusIndex index = MilvusIndex.open(other, space(Metric.L2))) {
            index.reload();
            assertThat(index.describe()).endsWith(", IVF_FLAT");
            assertThat(index.search(entries.get(77).vector(), 3).get(0).source()).isEqualTo(entries.get(77).source());
        }
    }

    @Test
    void findsEachPictureRightAfterItIsStored() throws Exception {
        try (MilvusIndex index = MilvusIndex.open(options(), space(Metric.COSINE))) {
            for (IndexEntry entry : Samples.random(20, Samples.DIMENSION, 31)) {
                index.upsert(List.of(entry));
                assertThat(index.search(entry.vector(), 1)).extracting(Neighbour::source).containsExactly(entry.source());
            }
        }
    }

    /** A process that asks until it has seen each of the pictures that another one stores meanwhile. */
    static final class Reader {

        private Reader() {}

        public static void main(String[] args) throws Exception {
            MilvusOptions options = MilvusOptions.at(args[0]).withCollection(args[1]).withIndex(MilvusIndexType.FLAT, Map.of(), Map.of());
            try (MilvusIndex index = MilvusIndex.open(options, space(Metric.COSINE))) {
                System.out.println("ready");
                for (IndexEntry entry : Samples.random(5, Samples.DIMENSION, 32)) {
                    while (index.find(entry.source().id()).isEmpty()
                            || !index.search(entry.vector(), 1).get(0).source().equals(entry.source())) {
                        Thread.onSpinWait();
                    }
                    System.out.println(entry.source().id());
                }
            }
        }
    }

    @Test
    @Timeout(300)
    void showsToAnotherProcessWhatThisOneStores() throws Exception {
        try (MilvusIndex index = MilvusIndex.open(options(), space(Metric.COSINE))) {
            ProcessBuilder builder = new ProcessBuilder(ProcessHandle.current().info().command().orElse("java"), "-Xmx256m",
                    // Without one the client's own configuration writes into the answers.
                    "-Dlog4j2.configurationFile=" + Path.of("conf/log4j2.xml").toAbsolutePath(),
                    Reader.class.getName(), server.uri(), collection);
            builder.environment().put("CLASSPATH", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
            Process reader = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(reader.getInputStream(), StandardCharsets.UTF_8))) {
                assertThat(lines.lines().anyMatch("ready"::equals)).isTrue();
                for (IndexEntry entry : Samples.random(5, Samples.DIMENSION, 32)) {
                    index.upsert(List.of(entry));
                    assertThat(lines.lines().anyMatch(entry.source().id().hex()::equals)).isTrue();
                }
            } finally {
                reader.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void splitsWhatIsTooLargeForOneMessage() throws Exception {
        try (MilvusIndex index = MilvusIndex.open(options(), space(1_280, Metric.L2))) {
            index.upsert(Samples.random(3_000, 1_280, 9));

            assertThat(index.size()).isEqualTo(new IndexSize(3_000, 3_000));
        }
    }

    @Test
    void opensWithoutAServerAndSaysWhatToDo() throws Exception {
        MilvusOptions nowhere = MilvusOptions.at("http://127.0.0.1:1").withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(1));
        try (MilvusIndex index = MilvusIndex.open(nowhere, space(Metric.COSINE))) {
            assertThatThrownBy(() -> index.upsert(List.of(entry("a.jpg", new float[Samples.DIMENSION]))))
                    .isInstanceOf(IndexUnavailableException.class).hasMessageContaining("http://127.0.0.1:1").hasMessageContaining("milvus.uri")
                    .hasMessageContaining("Connection refused");
        }
    }

    @Test
    void neverShowsALogin() {
        MilvusOptions.Login login = new MilvusOptions.Login("token-secret", "root", "password-secret");

        assertThat(login.toString()).doesNotContain("secret").doesNotContain("root");
    }
}
