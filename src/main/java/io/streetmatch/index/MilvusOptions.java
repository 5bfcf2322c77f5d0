package io.streetmatch.index;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Where the Milvus server is and how the collection is kept there.
 *
 * @param uri address, such as {@code http://localhost:19530}; {@code https} for TLS
 * @param login how the server knows us, if it asks
 * @param database name; empty: the server's default
 * @param certificate of the authority that signed the server's certificate (PEM), where the system does not know it
 * @param collection name that people see: an alias, behind which a collection for the model in use lies
 * @param indexType of a collection that is made
 * @param indexParameters of the index type, such as {@code M=16, efConstruction=200}; others are as {@link MilvusIndexType} says
 * @param searchParameters of the index type, such as {@code ef=100} or {@code nprobe=10}; others are as {@link MilvusIndexType} says
 * @param connectTimeout how long to wait for a connection
 * @param callTimeout how long one call may take: an outage in the middle of a call shows after this
 */
public record MilvusOptions(
        String uri,
        Login login,
        Optional<String> database,
        Optional<Path> certificate,
        String collection,
        MilvusIndexType indexType,
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

    /** @throws IllegalArgumentException when the index type does not have such parameters */
    public MilvusOptions {
        indexType.checkBuilding(indexParameters);
        indexType.checkSearching(searchParameters);
    }

    /** A server on this machine with everything as it comes. */
    public static MilvusOptions at(String uri) {
        return new MilvusOptions(uri, Login.NONE, Optional.empty(), Optional.empty(), "streetmatch", MilvusIndexType.AUTOINDEX, Map.of(), Map.of(),
                Duration.ofSeconds(10), Duration.ofSeconds(20));
    }

    /** The same with another index. */
    public MilvusOptions withIndex(MilvusIndexType type, Map<String, String> indexing, Map<String, String> searching) {
        return new MilvusOptions(uri, login, database, certificate, collection, type, indexing, searching, connectTimeout, callTimeout);
    }

    /** The same for another login. */
    public MilvusOptions withLogin(Login known) {
        return new MilvusOptions(uri, known, database, certificate, collection, indexType, indexParameters, searchParameters, connectTimeout,
                callTimeout);
    }

    /** The same with the certificate of an authority that the system does not know. */
    public MilvusOptions withCertificate(Path file) {
        return new MilvusOptions(uri, login, database, Optional.of(file), collection, indexType, indexParameters, searchParameters,
                connectTimeout, callTimeout);
    }

    /** The same in another database. */
    public MilvusOptions withDatabase(String name) {
        return new MilvusOptions(uri, login, Optional.of(name), certificate, collection, indexType, indexParameters, searchParameters,
                connectTimeout, callTimeout);
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
