package io.streetmatch.index;

import io.milvus.v2.common.IndexParam;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the Milvus server is and how the collection is kept there.
 *
 * @param uri address, such as {@code http://localhost:19530}; {@code https} for TLS
 * @param login how the server knows us, if it asks
 * @param database name; empty: the server's default
 * @param certificate of the authority that signed the server's certificate (PEM), where the system does not know it
 * @param collection name that people see: an alias, behind which a collection for the model in use lies
 * @param indexType as Milvus calls it: AUTOINDEX, FLAT, IVF_FLAT, HNSW, DISKANN, ...
 * @param indexParameters of the index type, such as {@code M=16, efConstruction=200}; numbers as text
 * @param searchParameters of the index type, such as {@code ef=100} or {@code nprobe=10}
 * @param connectTimeout how long to wait for a connection
 * @param callTimeout how long one call may take: an outage in the middle of a call shows after this
 */
public record MilvusOptions(
        String uri,
        Login login,
        Optional<String> database,
        Optional<Path> certificate,
        String collection,
        String indexType,
        Map<String, String> indexParameters,
        Map<String, String> searchParameters,
        Duration connectTimeout,
        Duration callTimeout) {

    /**
     * Token, or user and password; its text never shows them.
     *
     * @param token empty: none
     * @param user empty: none
     * @param password empty: none
     */
    public record Login(String token, String user, String password) {

        /** For servers that let everybody in. */
        public static final Login NONE = new Login("", "", "");

        @Override
        public String toString() {
            return token.isEmpty() && user.isEmpty() ? "no login" : "a login that is not shown";
        }
    }

    /** The index types that a vector of floats may have, as Milvus calls them. */
    public static final List<String> INDEX_TYPES = Stream.of(IndexParam.IndexType.AUTOINDEX, IndexParam.IndexType.FLAT,
            IndexParam.IndexType.IVF_FLAT, IndexParam.IndexType.IVF_SQ8, IndexParam.IndexType.IVF_PQ, IndexParam.IndexType.HNSW,
            IndexParam.IndexType.DISKANN, IndexParam.IndexType.SCANN).map(Enum::name).toList();

    /** A server on this machine with everything as it comes. */
    public static MilvusOptions at(String uri) {
        return new MilvusOptions(uri, Login.NONE, Optional.empty(), Optional.empty(), "streetmatch", "AUTOINDEX", Map.of(), Map.of(),
                Duration.ofSeconds(10), Duration.ofSeconds(20));
    }

    /** The same with another index. */
    public MilvusOptions withIndex(String type, Map<String, String> indexing, Map<String, String> searching) {
        return new MilvusOptions(uri, login, database, certificate, collection, type, indexing, searching, connectTimeout, callTimeout);
    }

    /** The same collection under another name. */
    public MilvusOptions withCollection(String name) {
        return new MilvusOptions(uri, login, database, certificate, name, indexType, indexParameters, searchParameters, connectTimeout, callTimeout);
    }

    /** The same with other time-outs. */
    public MilvusOptions withTimeouts(Duration connecting, Duration calling) {
        return new MilvusOptions(uri, login, database, certificate, collection, indexType, indexParameters, searchParameters, connecting, calling);
    }
}
