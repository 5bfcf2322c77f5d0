package io.streetmatch.index;

import io.milvus.v2.client.ConnectConfig;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.client.RetryConfig;
import io.milvus.v2.common.ConsistencyLevel;
import io.milvus.v2.exception.ErrorCode;
import io.milvus.v2.exception.MilvusClientException;
import io.milvus.v2.service.vector.request.QueryReq;
import io.milvus.v2.service.vector.response.QueryResp;
import io.streetmatch.embed.EmbeddingSpace;
import io.streetmatch.embed.Metric;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to the server: connects when first needed, sees to it that the collection is there and fits, and puts what goes wrong into
 * words. Safe for use by several threads.
 */
final class MilvusConnection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MilvusConnection.class);

    private static final String CONNECT = "connect";

    private static final EmbeddingSpace NO_SPACE = new EmbeddingSpace("none", "none", 1, Metric.L2);

    /** Five minutes: with the client's own default (10 s) servers end the connection for too many pings. */
    private static final long KEEP_ALIVE_MS = 300_000;

    /** Callers that come this soon after a failed attempt to connect get its failure instead of one attempt after the other. */
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(1);

    /** Well beyond the 5 s by which reads of level BOUNDED may lag. */
    private static final Duration FRESH = Duration.ofSeconds(30);

    /** What the client puts before the reason: {@code io.milvus.shaded.io.grpc.StatusRuntimeException: }. */
    private static final Pattern EXCEPTION = Pattern.compile("^(?:\\w+\\.)+\\w*Exception: ");

    private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})");

    private final MilvusOptions options;
    private final MilvusCollection collection;
    private final Predicate<String> groups;
    private Optional<MilvusClientV2> client = Optional.empty();
    private Optional<IndexUnavailableException> lastFailure = Optional.empty();
    private long failedAt;
    private boolean closed;
    private volatile Optional<String> indexType = Optional.empty();
    private volatile boolean serverGroups;
    private volatile long wroteAt = System.nanoTime() - FRESH.toNanos();

    /** @param groups whether a server of this version groups the hits of a search */
    MilvusConnection(MilvusOptions options, MilvusCollection collection, Predicate<String> groups) {
        this.options = options;
        this.groups = groups;
        this.collection = collection;
    }

    /** What the vectors of the collection in use are, whoever filled it; empty when there is none. */
    static Optional<EmbeddingSpace> spaceInUse(MilvusOptions options) throws IndexUnavailableException {
        MilvusConnection asking = new MilvusConnection(options, new MilvusCollection(options, NO_SPACE, Optional.empty()), version -> false);
        try {
            MilvusClientV2 client = asking.connect();
            try {
                return MilvusCollection.spaceInUse(client, options);
            } finally {
                client.close();
            }
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (RuntimeException e) {
            throw asking.failure(CONNECT, e);
        }
    }

    /**
     * Does something on the server.
     *
     * @param doing in words, for messages: {@code search}
     * @throws IndexUnavailableException for whatever may pass with time
     */
    <T> T call(String doing, Function<MilvusClientV2, T> action) throws IndexUnavailableException {
        MilvusClientV2 connected;
        try {
            connected = connected();
        } catch (IndexMismatchException | IllegalArgumentException e) {
            throw new IndexUnavailableException(e.getMessage(), e);
        }
        try {
            return action.apply(connected);
        } catch (MilvusClientException e) {
            if (notLoaded(e)) {
                reload(connected);
            }
            throw failure(doing, e);
        } catch (RuntimeException e) {
            if (e instanceof IllegalArgumentException) {
                throw e;
            }
            throw failure(doing, e);
        }
    }

    /**
     * Connects, unless that is done.
     *
     * @throws IndexMismatchException when the collection was filled by another model
     */
    synchronized MilvusClientV2 connected() throws IndexUnavailableException, IndexMismatchException {
        if (closed) {
            throw new IllegalStateException("the connection to " + options.uri() + " is closed");
        }
        if (client.isPresent()) {
            return client.get();
        }
        if (lastFailure.isPresent() && System.nanoTime() - failedAt < BETWEEN_ATTEMPTS.toNanos()) {
            throw new IndexUnavailableException(lastFailure.get().getMessage(), lastFailure.get());
        }
        try {
            MilvusClientV2 connecting = connect();
            try {
                indexType = Optional.of(collection.prepare(connecting));
                serverGroups = groups.test(connecting.getServerVersion());
            } catch (IndexMismatchException | RuntimeException e) {
                connecting.close();
                throw e;
            }
            LOG.info("Connected to Milvus at {}, collection {}", options.uri(), collection.name());
            client = Optional.of(connecting);
            lastFailure = Optional.empty();
            return connecting;
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (RuntimeException e) {
            IndexUnavailableException failure = failure(CONNECT, e);
            lastFailure = Optional.of(failure);
            failedAt = System.nanoTime();
            throw failure;
        }
    }

    /** Grouping came with 2.4; servers before ignore it without an error. {@code v2.4.1}, {@code 2.6.0-dev}, {@code milvus_lite-3.2.2}. */
    static boolean groups(String version) {
        Matcher numbers = VERSION.matcher(version);
        return numbers.find() && (Integer.parseInt(numbers.group(1)) > 2
                || Integer.parseInt(numbers.group(1)) == 2 && Integer.parseInt(numbers.group(2)) >= 4);
    }

    /** Whether the server groups the hits of a search, by its version; false before the first connection. */
    boolean serverGroups() {
        return serverGroups;
    }

    /** The type of the collection's index, as Milvus calls it; empty before the first connection. */
    Optional<String> indexType() {
        return indexType;
    }

    /** The collection on the server. */
    MilvusCollection collection() {
        return collection;
    }

    /** What a search for so many hits is done with: the configured parameters when the collection has the configured index. */
    Map<String, Object> searchParameters(int hits) {
        Optional<MilvusIndexType> type = indexType.flatMap(MilvusIndexType::named);
        Map<String, String> given = type.equals(Optional.of(options.indexType())) ? options.searchParameters() : Map.of();
        return type.map(known -> known.searching(given, hits)).orElse(Map.of());
    }

    /** Something was written through this connection: reads must see it. */
    void wrote() {
        wroteAt = System.nanoTime();
    }

    /**
     * How reads see what was written, for milliseconds. SESSION after a write of our own, which it follows. Else BOUNDED, which sees
     * everything that is older than some seconds: SESSION sees nothing for certain where nothing was written, and a server that was
     * restarted answers it before it has read its own log again.
     */
    ConsistencyLevel consistency() {
        return System.nanoTime() - wroteAt < FRESH.toNanos() ? ConsistencyLevel.SESSION : ConsistencyLevel.BOUNDED;
    }

    /** The rows that a filter finds. */
    List<Map<String, Object>> query(String doing, String filter, List<String> fields, ConsistencyLevel consistency)
            throws IndexUnavailableException {
        QueryResp found = call(doing, connected -> connected.query(QueryReq.builder().collectionName(collection.name())
                .filter(filter).outputFields(fields).consistencyLevel(consistency).build()));
        return found.getQueryResults().stream().map(QueryResp.QueryResult::getEntity).toList();
    }

    private MilvusClientV2 connect() {
        ConnectConfig.ConnectConfigBuilder config = ConnectConfig.builder()
                .uri(options.uri())
                .connectTimeoutMs(options.connectTimeout().toMillis())
                .rpcDeadlineMs(options.callTimeout().toMillis())
                .keepAliveTimeMs(KEEP_ALIVE_MS)
                .keepAliveWithoutCalls(false);
        MilvusOptions.Login login = options.login();
        if (!login.token().isEmpty()) {
            config.token(login.token());
        }
        if (!login.user().isEmpty()) {
            config.username(login.user()).password(login.password());
        }
        options.database().ifPresent(config::dbName);
        // With its caPemPath the client asks for a certificate of our own, too, and without one ignores it.
        options.certificate().ifPresent(file -> config.serverPemPath(file.toString()).serverName(URI.create(options.uri()).getHost()));
        MilvusClientV2 connecting = new MilvusClientV2(config.build());
        // Trying again is the batcher's job: it holds the inbox back meanwhile and says so in the status.
        connecting.retryConfig(RetryConfig.builder().maxRetryTimes(1).build());
        return connecting;
    }

    /** After a restart the server loads the collection by itself; after somebody released it, nobody would. */
    private void reload(MilvusClientV2 connected) {
        try {
            collection.load(connected);
        } catch (MilvusClientException e) {
            LOG.debug("the collection cannot be loaded yet", e);
        }
    }

    private static boolean notLoaded(MilvusClientException failure) {
        return String.valueOf(failure.getMessage()).contains("not loaded");
    }

    private IndexUnavailableException failure(String doing, RuntimeException cause) {
        String reason = EXCEPTION.matcher(String.valueOf(cause.getMessage()).lines().findFirst().orElse(cause.toString())).replaceFirst("");
        if (cause instanceof MilvusClientException known && known.getErrorCode() == ErrorCode.INVALID_PARAMS) {
            throw new IllegalArgumentException("Milvus at %s refuses to %s: %s".formatted(options.uri(), doing, reason), cause);
        }
        return new IndexUnavailableException("Cannot %s: Milvus at %s says '%s'. %s Nothing that was acknowledged is lost."
                .formatted(doing, options.uri(), reason, advice(doing, reason)), cause);
    }

    private String advice(String doing, String reason) {
        if (reason.contains("UNAUTHENTICATED") || reason.contains("auth check failure") || reason.contains("PERMISSION_DENIED")) {
            return "Check milvus.token, or milvus.user and milvus.password.";
        }
        if (reason.contains("database not found")) {
            return "Check milvus.database, or make it on the server.";
        }
        if (reason.contains("out of range in json")) {
            return "Check milvus.searchParams.";
        }
        String again = "It is tried again until it works";
        return doing.equals(CONNECT) ? new MilvusDoor(options).whatIsWrong().map(wrong -> wrong + " " + again + ".")
                .orElse(again + "; check that the server runs and milvus.uri is right.")
                : again + "; check that the server runs and milvus.uri is right.";
    }

    @Override
    public synchronized void close() {
        closed = true;
        client.ifPresent(MilvusClientV2::close);
        client = Optional.empty();
    }
}
