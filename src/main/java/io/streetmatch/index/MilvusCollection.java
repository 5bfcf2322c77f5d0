package io.streetmatch.index;

import com.google.gson.Gson;
import com.google.gson.JsonSyntaxException;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.common.ConsistencyLevel;
import io.milvus.v2.common.IndexParam;
import io.milvus.v2.exception.ErrorCode;
import io.milvus.v2.exception.MilvusClientException;
import io.milvus.v2.service.collection.request.CreateCollectionReq;
import io.milvus.v2.service.collection.request.DescribeCollectionReq;
import io.milvus.v2.service.collection.request.DropCollectionReq;
import io.milvus.v2.service.collection.request.HasCollectionReq;
import io.milvus.v2.service.collection.request.LoadCollectionReq;
import io.milvus.v2.service.collection.request.ReleaseCollectionReq;
import io.milvus.v2.service.collection.response.DescribeCollectionResp;
import io.milvus.v2.service.index.request.CreateIndexReq;
import io.milvus.v2.service.index.request.DescribeIndexReq;
import io.milvus.v2.service.index.request.ListIndexesReq;
import io.milvus.v2.service.index.response.DescribeIndexResp;
import io.milvus.v2.service.utility.request.AlterAliasReq;
import io.milvus.v2.service.utility.request.CreateAliasReq;
import io.milvus.v2.service.utility.request.DropAliasReq;
import io.milvus.v2.service.utility.request.FlushReq;
import io.milvus.v2.service.vector.request.QueryReq;
import io.streetmatch.embed.EmbeddingSpace;
import io.streetmatch.embed.Metric;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The collection on the server.
 *
 * <p>The name in the configuration is an alias. Behind it lies a collection whose own name ends with the model's fingerprint and whose
 * description holds the whole space as JSON; so another model's collection can be built beside it and the alias moved at the end. Once connected everything goes to the collection by
 * its own name: a process that still describes pictures by the former model never writes into the collection of the new one.
 */
final class MilvusCollection {

    private static final Logger LOG = LoggerFactory.getLogger(MilvusCollection.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
    private static final String PROGRAM = "streetmatch";
    private static final int FORMAT = 1;
    private static final int FINGERPRINT_SHOWN = 12;
    private static final Gson GSON = new Gson();

    /** What the description holds. */
    private record Contents(String program, int format, String model, String fingerprint, int dimension, Metric metric) {

        boolean fits(EmbeddingSpace space) {
            return format == FORMAT && space.fingerprint().equals(fingerprint) && space.dimension() == dimension && space.metric() == metric;
        }

        EmbeddingSpace space() {
            return new EmbeddingSpace(model, fingerprint, dimension, metric);
        }

        @Override
        public String toString() {
            return "model %s (fingerprint %s, dimension %d, metric %s)".formatted(model, fingerprint, dimension, metric);
        }
    }

    private final MilvusOptions options;
    private final EmbeddingSpace space;
    private final Optional<String> recipe;
    private volatile Optional<String> resolved = Optional.empty();

    /** @param recipe fingerprint, for a collection that is built beside the one in use; empty: the one in use */
    MilvusCollection(MilvusOptions options, EmbeddingSpace space, Optional<String> recipe) {
        this.options = options;
        this.space = space;
        this.recipe = recipe;
    }

    /** What calls are addressed to. */
    String name() {
        return resolved.orElse(options.collection());
    }

    /**
     * Creates what is missing, checks what is there, loads it, and waits until it answers.
     *
     * @return the type of its index, as Milvus calls it
     */
    String prepare(MilvusClientV2 client) throws IndexMismatchException {
        if (recipe.isPresent()) {
            createUnlessThere(client);
            resolved = Optional.of(ownName());
        } else {
            if (!exists(client, options.collection())) {
                createUnlessThere(client);
                client.createAlias(CreateAliasReq.builder().collectionName(ownName()).alias(options.collection()).build());
            }
            resolved = Optional.of(describe(client, options.collection()).getCollectionName());
        }
        check(describe(client, name()));
        String type = index(client);
        load(client);
        // An answer is the only proof of being ready. STRONG: what an earlier process wrote is seen from now on.
        count(client);
        return type;
    }

    private void createUnlessThere(MilvusClientV2 client) {
        if (!exists(client, ownName())) {
            create(client);
        }
    }

    private static boolean exists(MilvusClientV2 client, String name) {
        return client.hasCollection(HasCollectionReq.builder().collectionName(name).build());
    }

    private static DescribeCollectionResp describe(MilvusClientV2 client, String name) {
        return client.describeCollection(DescribeCollectionReq.builder().collectionName(name).build());
    }

    /**
     * What the vectors of the collection in use are, whoever filled it; empty when there is none.
     *
     * @throws IllegalArgumentException when something else than Streetmatch made it
     */
    static Optional<EmbeddingSpace> spaceInUse(MilvusClientV2 client, MilvusOptions options) {
        if (!exists(client, options.collection())) {
            return Optional.empty();
        }
        return Optional.of(contents(describe(client, options.collection())).map(Contents::space)
                .orElseThrow(() -> new IllegalArgumentException("The collection %s of Milvus at %s was not made by Streetmatch. Set another"
                        .formatted(options.collection(), options.uri()) + " milvus.collection.")));
    }

    /**
     * Puts this collection, built beside it, in the place of the one in use.
     *
     * @return own name of the former one
     */
    String takeAlias(MilvusClientV2 client) {
        String former = describe(client, options.collection()).getCollectionName();
        if (!former.equals(name())) {
            client.alterAlias(AlterAliasReq.builder().collectionName(name()).alias(options.collection()).build());
        }
        return former;
    }

    /** Asks the server to load the collection; it may go on with that after the call. */
    void load(MilvusClientV2 client) {
        client.loadCollection(LoadCollectionReq.builder().collectionName(name()).sync(true)
                .timeout(options.callTimeout().toMillis()).build());
    }

    /** Loads the collection anew. */
    boolean reload(MilvusClientV2 client) {
        client.releaseCollection(ReleaseCollectionReq.builder().collectionName(name()).build());
        load(client);
        return true;
    }

    /** Removes the alias and the collection behind it. */
    boolean drop(MilvusClientV2 client) {
        client.dropAlias(DropAliasReq.builder().alias(options.collection()).build());
        client.dropCollection(DropCollectionReq.builder().collectionName(name()).build());
        return true;
    }

    /** Writes everything out and waits until the index is built over it; gives the number of entries in it. */
    long settle(MilvusClientV2 client, Duration patience) {
        client.flush(FlushReq.builder().collectionNames(List.of(name())).waitFlushedTimeoutMs(patience.toMillis()).build());
        long rows = count(client);
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            long indexed = describeIndex(client).getIndexedRows();
            if (indexed >= rows || System.nanoTime() > end) {
                return indexed;
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    private long count(MilvusClientV2 client) {
        return ((Number) client.query(QueryReq.builder().collectionName(name()).filter("").outputFields(List.of("count(*)"))
                .consistencyLevel(ConsistencyLevel.STRONG).build()).getQueryResults().get(0).getEntity().get("count(*)")).longValue();
    }

    private DescribeIndexResp.IndexDesc describeIndex(MilvusClientV2 client) {
        return client.describeIndex(DescribeIndexReq.builder().collectionName(name()).fieldName(MilvusRow.VECTOR).build())
                .getIndexDescriptions().get(0);
    }

    private void create(MilvusClientV2 client) {
        client.createCollection(CreateCollectionReq.builder()
                .collectionName(ownName())
                .description(GSON.toJson(new Contents(PROGRAM, FORMAT, space.model(), space.fingerprint(), space.dimension(), space.metric())))
                .collectionSchema(MilvusRow.schema(CreateCollectionReq.CollectionSchema.builder().build(), space.dimension()))
                .consistencyLevel(ConsistencyLevel.SESSION)
                .build());
    }

    /** Sees to the index, which a process that ended after making the collection may have left out; gives its type. */
    private String index(MilvusClientV2 client) {
        String collection = name();
        if (client.listIndexes(ListIndexesReq.builder().collectionName(collection).fieldName(MilvusRow.VECTOR).build()).isEmpty()) {
            createIndex(client);
        }
        DescribeIndexResp.IndexDesc index = describeIndex(client);
        String type = index.getIndexType().name();
        Map<String, Object> configured = parameters();
        Map<String, String> actual = new TreeMap<>(index.getExtraParams());
        actual.keySet().retainAll(configured.keySet());
        // Some servers do not tell the parameters.
        if (!type.equals(options.indexType().name()) || !actual.isEmpty() && !actual.equals(configured)) {
            LOG.warn("The collection {} of Milvus at {} has an index of type {}{}; configured is {}{}. It stays as it is. To change it, set another"
                            + " milvus.collection and take the pictures in again; to keep it, set milvus.indexType and milvus.indexParams to what it has.",
                    collection, options.uri(), type, shown(actual), options.indexType(), shown(configured));
        }
        return type;
    }

    private static String shown(Map<String, ?> parameters) {
        return parameters.isEmpty() ? "" : " with " + new TreeMap<>(parameters).toString().replaceAll("[{}]", "");
    }

    private void createIndex(MilvusClientV2 client) {
        Map<String, Object> parameters = parameters();
        try {
            client.createIndex(CreateIndexReq.builder().collectionName(name()).sync(false)
                    .indexParams(List.of(IndexParam.builder()
                            .fieldName(MilvusRow.VECTOR)
                            .indexType(IndexParam.IndexType.valueOf(options.indexType().name()))
                            .metricType(metric())
                            .extraParams(parameters)
                            .build()))
                    .build());
        } catch (MilvusClientException e) {
            if (e.getErrorCode() != ErrorCode.SERVER_ERROR) {
                throw e;
            }
            throw new IllegalArgumentException("Milvus at %s refuses milvus.indexType = %s%s: %s. Change milvus.indexType or milvus.indexParams."
                    .formatted(options.uri(), options.indexType(), shown(parameters), e.getMessage()), e);
        }
    }

    private Map<String, Object> parameters() {
        return options.indexType().building(options.indexParameters(), space.dimension());
    }

    /** For cosine the vectors are stored with length 1, where it is the inner product; Milvus's own COSINE never finds a zero vector. */
    private IndexParam.MetricType metric() {
        return switch (space.metric()) {
            case L2 -> IndexParam.MetricType.L2;
            case COSINE, IP -> IndexParam.MetricType.IP;
        };
    }

    private String ownName() {
        return base() + recipe.map(fingerprint -> "_" + lettersAndDigits(fingerprint)).orElse("");
    }

    /** How the names of all collections of this space begin. */
    private String base() {
        String fingerprint = space.fingerprint().substring(0, Math.min(FINGERPRINT_SHOWN, space.fingerprint().length()));
        return "%s_%s_%d_%s".formatted(options.collection(), lettersAndDigits(fingerprint), space.dimension(),
                space.metric().name().toLowerCase(Locale.ROOT));
    }

    /** Milvus allows letters, digits and underscores. */
    private static String lettersAndDigits(String text) {
        return text.replaceAll("[^A-Za-z0-9]", "_");
    }

    private void check(DescribeCollectionResp described) throws IndexMismatchException {
        Optional<Contents> contents = contents(described);
        // milvus-lite forgets descriptions; a name of ours says enough.
        boolean fits = contents.map(known -> known.fits(space)).orElse(described.getCollectionName().startsWith(base()));
        if (!fits) {
            throw new IndexMismatchException(("The collection %s of Milvus at %s was filled with %s; configured is now model %s (fingerprint %s,"
                    + " dimension %d, metric %s). Their vectors cannot be compared. Either set model and metric back, or run"
                    + " 'bin/streetmatch reindex': it embeds the pictures of the archive again.").formatted(options.collection(),
                    options.uri(), contents.map(Contents::toString).orElse("something else than Streetmatch"), space.model(),
                    space.fingerprint(), space.dimension(), space.metric()));
        }
    }

    private static Optional<Contents> contents(DescribeCollectionResp described) {
        try {
            return Optional.ofNullable(GSON.fromJson(described.getDescription(), Contents.class))
                    .filter(contents -> PROGRAM.equals(contents.program()) && contents.metric() != null);
        } catch (JsonSyntaxException e) {
            return Optional.empty();
        }
    }
}
