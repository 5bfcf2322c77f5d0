package io.streetmatch.index;

import com.google.gson.Gson;
import com.google.gson.JsonSyntaxException;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.common.ConsistencyLevel;
import io.milvus.v2.common.IndexParam;
import io.milvus.v2.service.collection.request.CreateCollectionReq;
import io.milvus.v2.service.collection.request.DescribeCollectionReq;
import io.milvus.v2.service.collection.request.HasCollectionReq;
import io.milvus.v2.service.collection.request.LoadCollectionReq;
import io.milvus.v2.service.utility.request.CreateAliasReq;
import io.milvus.v2.service.vector.request.QueryReq;
import io.streetmatch.embed.EmbeddingSpace;
import io.streetmatch.embed.Metric;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The collection on the server.
 *
 * <p>The name in the configuration is an alias. Behind it lies a collection whose own name ends with the model's fingerprint and whose
 * description holds the whole space as JSON; so another model's collection can be built beside it and the alias moved at the end.
 */
record MilvusCollection(MilvusOptions options, EmbeddingSpace space) {

    private static final int FORMAT = 1;
    private static final int FINGERPRINT_SHOWN = 12;
    private static final Gson GSON = new Gson();

    /** What the description holds. */
    private record Contents(String program, int format, String model, String fingerprint, int dimension, Metric metric) {

        boolean fits(EmbeddingSpace space) {
            return format == FORMAT && space.fingerprint().equals(fingerprint) && space.dimension() == dimension && space.metric() == metric;
        }

        @Override
        public String toString() {
            return "model %s (fingerprint %s, dimension %d, metric %s)".formatted(model, fingerprint, dimension, metric);
        }
    }

    /** Creates what is missing, checks what is there, loads it, and waits until it answers. */
    void prepare(MilvusClientV2 client) throws IndexMismatchException {
        String alias = options.collection();
        if (!client.hasCollection(HasCollectionReq.builder().collectionName(alias).build())) {
            if (!client.hasCollection(HasCollectionReq.builder().collectionName(ownName()).build())) {
                create(client);
            }
            client.createAlias(CreateAliasReq.builder().collectionName(ownName()).alias(alias).build());
        }
        check(client.describeCollection(DescribeCollectionReq.builder().collectionName(alias).build()).getDescription());
        load(client);
        // An answer is the only proof of being ready. STRONG: what an earlier process wrote is seen from now on.
        client.query(QueryReq.builder().collectionName(alias).filter("").outputFields(List.of("count(*)"))
                .consistencyLevel(ConsistencyLevel.STRONG).build());
    }

    /** Asks the server to load the collection; it may go on with that after the call. */
    void load(MilvusClientV2 client) {
        client.loadCollection(LoadCollectionReq.builder().collectionName(options.collection()).sync(true)
                .timeout(options.callTimeout().toMillis()).build());
    }

    private void create(MilvusClientV2 client) {
        Map<String, Object> parameters = new LinkedHashMap<>(options.indexParameters());
        client.createCollection(CreateCollectionReq.builder()
                .collectionName(ownName())
                .description(GSON.toJson(new Contents("streetmatch", FORMAT, space.model(), space.fingerprint(), space.dimension(), space.metric())))
                .collectionSchema(MilvusRow.schema(CreateCollectionReq.CollectionSchema.builder().build(), space.dimension()))
                .indexParam(IndexParam.builder()
                        .fieldName(MilvusRow.VECTOR)
                        .indexType(IndexParam.IndexType.valueOf(options.indexType()))
                        .metricType(metric())
                        .extraParams(parameters)
                        .build())
                .consistencyLevel(ConsistencyLevel.SESSION)
                .build());
    }

    /** For cosine the vectors are stored with length 1, where it is the inner product; Milvus's own COSINE never finds a zero vector. */
    private IndexParam.MetricType metric() {
        return switch (space.metric()) {
            case L2 -> IndexParam.MetricType.L2;
            case COSINE, IP -> IndexParam.MetricType.IP;
        };
    }

    /** Milvus allows letters, digits and underscores. */
    private String ownName() {
        String fingerprint = space.fingerprint().substring(0, Math.min(FINGERPRINT_SHOWN, space.fingerprint().length()));
        return "%s_%s_%d_%s".formatted(options.collection(), fingerprint.replaceAll("[^A-Za-z0-9]", "_"), space.dimension(),
                space.metric().name().toLowerCase(Locale.ROOT));
    }

    private void check(String description) throws IndexMismatchException {
        Optional<Contents> contents = contents(description);
        if (contents.isEmpty() || !contents.get().fits(space)) {
            throw new IndexMismatchException(("The collection %s of Milvus at %s was filled with %s; configured is now model %s (fingerprint %s,"
                    + " dimension %d, metric %s). Their vectors cannot be compared. Either set model and metric back, or choose another"
                    + " milvus.collection and drop the pictures of data/archive into the inbox again.").formatted(options.collection(),
                    options.uri(), contents.map(Contents::toString).orElse("something else than Streetmatch"), space.model(),
                    space.fingerprint(), space.dimension(), space.metric()));
        }
    }

    private static Optional<Contents> contents(String description) {
        try {
            return Optional.ofNullable(GSON.fromJson(description, Contents.class));
        } catch (JsonSyntaxException e) {
            return Optional.empty();
        }
    }
}
