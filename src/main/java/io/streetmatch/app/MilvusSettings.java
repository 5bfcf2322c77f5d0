package io.streetmatch.app;

import io.streetmatch.index.MilvusIndexType;
import io.streetmatch.index.MilvusOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The keys {@code milvus.*} taken together. */
record MilvusSettings(Settings settings) {

    /**
     * Keys that do not go together.
     *
     * @param key the one to change
     * @param reason in a sentence; never shows a login
     */
    record Contradiction(Key<?> key, String reason) {}

    /** The first key that does not fit the others, if any. */
    Optional<Contradiction> contradiction() {
        boolean token = settings.get(Keys.MILVUS_TOKEN).isPresent();
        boolean user = settings.get(Keys.MILVUS_USER).isPresent();
        if (token && user) {
            return Optional.of(new Contradiction(Keys.MILVUS_TOKEN, "Set either milvus.token, or milvus.user and milvus.password, not both."));
        }
        if (user != settings.get(Keys.MILVUS_PASSWORD).isPresent()) {
            return Optional.of(new Contradiction(user ? Keys.MILVUS_USER : Keys.MILVUS_PASSWORD, "milvus.user and milvus.password belong together; set both or none."));
        }
        Optional<Path> certificate = settings.get(Keys.MILVUS_CERTIFICATE).map(Path::of);
        if (certificate.isPresent() && !Files.isReadable(certificate.get())) {
            return Optional.of(new Contradiction(Keys.MILVUS_CERTIFICATE, "There is no file " + certificate.get().toAbsolutePath() + " that can be read."));
        }
        if (certificate.isPresent() && settings.get(Keys.MILVUS_URI).startsWith("http:")) {
            return Optional.of(new Contradiction(Keys.MILVUS_CERTIFICATE, "A certificate is for TLS: let milvus.uri begin with https, or leave it empty."));
        }
        MilvusIndexType type = settings.get(Keys.MILVUS_INDEX_TYPE);
        return refused(Keys.MILVUS_INDEX_PARAMS, () -> type.checkBuilding(settings.get(Keys.MILVUS_INDEX_PARAMS)))
                .or(() -> refused(Keys.MILVUS_SEARCH_PARAMS, () -> type.checkSearching(settings.get(Keys.MILVUS_SEARCH_PARAMS))));
    }

    private static Optional<Contradiction> refused(Key<?> key, Runnable check) {
        try {
            check.run();
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(new Contradiction(key, e.getMessage()));
        }
    }

    /** What they say. */
    MilvusOptions options() {
        MilvusOptions.Login login = new MilvusOptions.Login(settings.get(Keys.MILVUS_TOKEN).orElse(""),
                settings.get(Keys.MILVUS_USER).orElse(""), settings.get(Keys.MILVUS_PASSWORD).orElse(""));
        return new MilvusOptions(settings.get(Keys.MILVUS_URI), login, settings.get(Keys.MILVUS_DATABASE),
                settings.get(Keys.MILVUS_CERTIFICATE).map(Path::of), settings.get(Keys.MILVUS_COLLECTION), settings.get(Keys.MILVUS_INDEX_TYPE),
                settings.get(Keys.MILVUS_INDEX_PARAMS), settings.get(Keys.MILVUS_SEARCH_PARAMS), settings.get(Keys.MILVUS_CONNECT_TIMEOUT),
                settings.get(Keys.MILVUS_CALL_TIMEOUT));
    }
}
