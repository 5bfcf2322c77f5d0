package io.streetmatch.app;

import io.streetmatch.embed.Metric;
import io.streetmatch.embed.ModelOptions;
import io.streetmatch.embed.ModelSource;
import io.streetmatch.index.MilvusIndexType;
import io.streetmatch.report.Grouping;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every key of the configuration; {@code conf/application.properties} documents each, and a test holds the two together. */
final class Keys {

    static final Key<String> DATA_DIR = Key.text("data.dir", "data", "a folder");
    static final Key<Optional<String>> CACHE_DIR = Key.optionalText("cache.dir", "a folder");
    static final Key<Optional<String>> ROUTES_DIR = Key.optionalText("routes.dir", "a folder");

    static final Key<Duration> INBOX_SETTLE = Key.duration("inbox.settle", "10s");
    static final Key<Optional<Integer>> INBOX_THREADS = Key.integerOrAuto("inbox.threads", 1, 256);
    static final Key<Optional<Integer>> INBOX_IN_FLIGHT = Key.integerOrAuto("inbox.inFlight", 1, 100_000);
    static final Key<Duration> INBOX_POLL = Key.pause("inbox.poll", "250ms");
    static final Key<Integer> INBOX_MAX_PER_POLL = Key.integer("inbox.maxPerPoll", 1_000, 1, 40_000);
    static final Key<Duration> PROBE_POLL = Key.pause("probe.poll", "50ms");

    static final Key<Long> IMAGE_MAX_PIXELS = Key.size("image.maxPixels", 100_000_000L, 1_000L, 1_000_000_000L);
    static final Key<Long> IMAGE_MAX_BYTES = Key.size("image.maxBytes", 268_435_456L, 1_000L, 2_000_000_000L);

    static final Key<String> MODEL = Key.text("model", "street", "street, imagenet, or a folder with a TensorFlow SavedModel");
    static final Key<Optional<String>> MODEL_PATH = Key.optionalText("model.path", "a folder with saved_model.pb");
    static final Key<List<String>> MODEL_URL = Key.list("model.url", ModelSource.OFFICIAL_URLS,
            "addresses (http, https, file) or paths of a tar.gz, separated by commas", "(https?://|file:/).+|.+\\.(tar\\.gz|tgz)");
    static final Key<Optional<String>> MODEL_SHA256 = Key.optionalText("model.sha256", "64 hexadecimal digits", "[0-9a-f]{64}");
    static final Key<Optional<Integer>> MODEL_SIZE = Key.integerOrAuto("model.size", 32, 2_048);
    static final Key<Optional<String>> MODEL_OUTPUT = Key.optionalText("model.output", "the name of an output of the model");
    static final Key<String> MODEL_HEAD = Key.text(
            "model.head", ModelOptions.NO_HEAD, "none, street, or a folder with mean.npy, scale.npy and projection.npy");
    static final Key<String> MODEL_RANGE = Key.words("model.range", "auto", List.of("auto", "0..1", "-1..1", "0..255"), text -> text);
    static final Key<String> MODEL_CHANNELS = Key.words("model.channels", "auto", List.of("auto", "rgb", "bgr"), text -> text);
    static final Key<String> MODEL_NORMALIZE = Key.words("model.normalize", "auto", List.of("auto", "true", "false"), text -> text);
    static final Key<String> MODEL_DEVICE = Key.words("model.device", "auto", List.of("auto", "cpu", "gpu"), text -> text);
    static final Key<String> PREPROCESS = Key.words("preprocess", "standard", List.of("standard", "article"), text -> text);

    static final Key<Optional<Integer>> EMBED_BATCH = Key.integerOrAuto("embed.batch", 1, 1_024);
    static final Key<Optional<Integer>> EMBED_WORKERS = Key.integerOrAuto("embed.workers", 1, 1_024);
    static final Key<Duration> EMBED_LINGER = Key.duration("embed.linger", "500ms");

    static final Key<String> INDEX = Key.words("index", "embedded", List.of("embedded", "milvus"), text -> text);
    static final Key<Optional<Metric>> INDEX_METRIC = Key.choiceOrAuto("index.metric", Metric.class);
    static final Key<Integer> INDEX_BATCH = Key.integer("index.batch", 256, 1, 10_000);
    static final Key<Duration> INDEX_LINGER = Key.duration("index.linger", "1s");
    static final Key<Integer> INDEX_EXACT_BELOW = Key.integer("index.exactBelow", 20_000, 1, Integer.MAX_VALUE);
    static final Key<Integer> INDEX_SEARCH_BREADTH = Key.integer("index.searchBreadth", 100, 1, 10_000);

    static final Key<String> MILVUS_URI = Key.text("milvus.uri", "http://localhost:19530",
            "http://host:port, or https://host:port for TLS (a login belongs into milvus.token, or milvus.user and milvus.password)",
            "https?://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?/?");
    static final Key<Optional<String>> MILVUS_TOKEN = Key.optionalText("milvus.token", "a token");
    static final Key<Optional<String>> MILVUS_USER = Key.optionalText("milvus.user", "a user's name");
    static final Key<Optional<String>> MILVUS_PASSWORD = Key.optionalText("milvus.password", "a password");
    static final Key<Optional<String>> MILVUS_DATABASE = Key.optionalText("milvus.database", "the name of a database");
    static final Key<Optional<String>> MILVUS_CERTIFICATE = Key.optionalText("milvus.certificate", "a PEM file");
    static final Key<String> MILVUS_COLLECTION = Key.text("milvus.collection", "streetmatch", "letters, digits and _, beginning with a letter",
            "[A-Za-z][A-Za-z0-9_]{0,100}");
    static final Key<MilvusIndexType> MILVUS_INDEX_TYPE = Key.words("milvus.indexType", "AUTOINDEX",
            Arrays.stream(MilvusIndexType.values()).map(Enum::name).toList(), MilvusIndexType::valueOf);
    static final Key<Map<String, String>> MILVUS_INDEX_PARAMS = Key.pairs("milvus.indexParams", "name=value, ... such as M=16, efConstruction=200");
    static final Key<Map<String, String>> MILVUS_SEARCH_PARAMS = Key.pairs("milvus.searchParams", "name=value, ... such as ef=100 or nprobe=10");
    static final Key<Duration> MILVUS_CONNECT_TIMEOUT = Key.duration("milvus.connectTimeout", "10s");
    static final Key<Duration> MILVUS_CALL_TIMEOUT = Key.duration("milvus.callTimeout", "20s");

    /** The value of {@link #AUGMENT_RECIPE} that stores no variants. */
    static final String NO_RECIPE = "none";

    /** The value of {@link #AUGMENT_RECIPE} that takes what is worth its cost for the model. */
    static final String AUTO_RECIPE = "auto";

    static final Key<String> AUGMENT_RECIPE = Key.text("augment.recipe", AUTO_RECIPE, "auto, none, the name of a recipe in augment/, or the path of one");
    static final Key<Optional<String>> AUGMENT_DIR = Key.optionalText("augment.dir", "a folder");
    static final Key<Boolean> AUGMENT_KEEP = Key.flag("augment.keep", false);
    static final Key<Boolean> AUGMENT_MACROS = Key.flag("augment.macros", false);
    static final Key<Duration> AUGMENT_MACRO_TIMEOUT = Key.duration("augment.macroTimeout", "10s");

    static final Key<Integer> SEARCH_K = Key.integer("search.k", 5, 1, 1_000);
    static final Key<Grouping> SEARCH_GROUP = Key.choice("search.group", Grouping.PICTURE);

    /** All of them, in the order of the documentation. */
    static final List<Key<?>> ALL = List.of(
            DATA_DIR, CACHE_DIR, ROUTES_DIR,
            INBOX_SETTLE, INBOX_THREADS, INBOX_IN_FLIGHT, INBOX_POLL, INBOX_MAX_PER_POLL, PROBE_POLL,
            IMAGE_MAX_PIXELS, IMAGE_MAX_BYTES,
            MODEL, MODEL_PATH, MODEL_URL, MODEL_SHA256, MODEL_SIZE, MODEL_OUTPUT, MODEL_HEAD, MODEL_RANGE, MODEL_CHANNELS,
            MODEL_NORMALIZE, MODEL_DEVICE, PREPROCESS,
            AUGMENT_RECIPE, AUGMENT_DIR, AUGMENT_KEEP, AUGMENT_MACROS, AUGMENT_MACRO_TIMEOUT,
            EMBED_BATCH, EMBED_WORKERS, EMBED_LINGER,
            INDEX, INDEX_METRIC, INDEX_BATCH, INDEX_LINGER, INDEX_EXACT_BELOW, INDEX_SEARCH_BREADTH,
            MILVUS_URI, MILVUS_TOKEN, MILVUS_USER, MILVUS_PASSWORD, MILVUS_DATABASE, MILVUS_CERTIFICATE, MILVUS_COLLECTION,
            MILVUS_INDEX_TYPE, MILVUS_INDEX_PARAMS, MILVUS_SEARCH_PARAMS, MILVUS_CONNECT_TIMEOUT, MILVUS_CALL_TIMEOUT,
            SEARCH_K, SEARCH_GROUP);

    private Keys() {}
}
