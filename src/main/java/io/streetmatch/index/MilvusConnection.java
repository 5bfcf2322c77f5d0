package io.streetmatch.index;

import io.milvus.v2.client.ConnectConfig;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.client.RetryConfig;
import io.milvus.v2.exception.ErrorCode;
import io.milvus.v2.exception.MilvusClientException;
import io.streetmatch.embed.EmbeddingSpace;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to the server: connects when first needed, sees to it that the collection is there and fits, and puts what goes wrong into
 * words. Safe for use by several threads.
 */
final class MilvusConnection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MilvusConnection.class);

    /** Five minutes: with the client's own default (10 s) servers end the connection for too many pings. */
    private static final long KEEP_ALIVE_MS = 300_000;

    /** Callers that come this soon after a failed attempt to connect get its failure instead of one attempt after the other. */
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(1);

    private final MilvusOptions options;
    private final MilvusCollection collection;
    private Optional<MilvusClientV2> client = Optional.empty();
    private Optional<IndexUnavailableException> lastFailure = Optional.empty();
    private long failedAt;
    private boolean closed;

    MilvusConnection(MilvusOptions options, EmbeddingSpace space) {
        this.options = options;
        this.collection = new MilvusCollection(options, space);
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
        } catch (IndexMismatchException e) {
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
                collection.prepare(connecting);
            } catch (IndexMismatchException | RuntimeException e) {
                connecting.close();
                throw e;
            }
            LOG.info("Connected to Milvus at {}, collection {}", options.uri(), options.collection());
            client = Optional.of(connecting);
            lastFailure = Optional.empty();
            return connecting;
        } catch (RuntimeException e) {
            IndexUnavailableException failure = failure("connect", e);
            lastFailure = Optional.of(failure);
            failedAt = System.nanoTime();
            throw failure;
        }
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
        options.certificate().ifPresent(file -> config.caPemPath(file.toString()));
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
        String reason = String.valueOf(cause.getMessage()).lines().findFirst().orElse(cause.toString());
        if (cause instanceof MilvusClientException known && known.getErrorCode() == ErrorCode.INVALID_PARAMS) {
            throw new IllegalArgumentException("Milvus at %s refuses to %s: %s".formatted(options.uri(), doing, reason), cause);
        }
        boolean refused = reason.contains("auth") || reason.contains("UNAUTHENTICATED");
        return new IndexUnavailableException("Cannot %s: Milvus at %s says '%s'. %s Nothing that was acknowledged is lost."
                .formatted(doing, options.uri(), reason, refused
                        ? "Check milvus.token, or milvus.user and milvus.password."
                        : "It is tried again until it works; check that the server runs and milvus.uri is right."), cause);
    }

    @Override
    public synchronized void close() {
        closed = true;
        client.ifPresent(MilvusClientV2::close);
        client = Optional.empty();
    }
}
