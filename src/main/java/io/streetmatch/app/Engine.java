package io.streetmatch.app;

import io.streetmatch.batch.BatchOptions;
import io.streetmatch.batch.Batcher;
import io.streetmatch.batch.Cores;
import io.streetmatch.embed.Embedder;
import io.streetmatch.embed.EmbeddingSpace;
import io.streetmatch.embed.ModelException;
import io.streetmatch.embed.ModelOptions;
import io.streetmatch.embed.ModelSource;
import io.streetmatch.embed.TensorFlowEmbedder;
import io.streetmatch.eval.Trial;
import io.streetmatch.folder.DataFolder;
import io.streetmatch.folder.VariantArchive;
import io.streetmatch.image.CacheFolder;
import io.streetmatch.image.Edits;
import io.streetmatch.image.Picture;
import io.streetmatch.image.PictureReader;
import io.streetmatch.index.IndexCorruptException;
import io.streetmatch.index.IndexEntry;
import io.streetmatch.index.IndexMismatchException;
import io.streetmatch.index.IndexUnavailableException;
import io.streetmatch.index.VectorIndex;
import io.streetmatch.search.Ingest;
import io.streetmatch.search.Query;
import io.streetmatch.search.VariantKeeper;
import io.streetmatch.augment.VariantMaker;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Model, index and batchers, wired: what both the daemon and the one-shot commands stand on. Closes in reverse. */
final class Engine implements AutoCloseable {

    /**
     * Where cores were fast, street took in 2 % more with 4 than with 2, and imagenet than with 1; where they were slower, imagenet took in 3 to
     * 5 % less with 8 than with 1 or 2.
     */
    private static final int CPU_BATCH = 4;

    private static final int GPU_BATCH = 64;

    /** So that a second batch can be prepared while the first is computed; not measured yet. On a CPU every core computes one of its own. */
    private static final int GPU_WORKERS = 2;

    /** Pictures for each worker, where a batch is smaller: so that the queues do not get too short for variants and the index. */
    private static final int SMALLEST_SHARE = 8;

    /** Shares that may wait for the model: enough that neither side ever waits for the other while both have work. */
    private static final int QUEUED_SHARES = 4;

    /** A full write ({@code index.batch}), and as many again that arrive while it is under way. */
    private static final int FEWEST_IN_FLIGHT = 512;

    /** As many shares are decoded, embedded or written at a time where nothing waits for anything. */
    private static final int IN_FLIGHT_SHARES = 6;

    /** JPEG quality of variants that are kept as files. */
    private static final int VARIANT_QUALITY = 95;

    private static final Duration FIRST_RETRY = Duration.ofMillis(200);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(10);

    /** Opens the index for what the model gives. */
    @FunctionalInterface
    private interface IndexOpening {
        VectorIndex open(EmbeddingSpace space) throws IndexMismatchException, IndexCorruptException, IndexUnavailableException;
    }

    private final PictureReader reader;
    private final PictureReader questionReader;
    private final Embedder embedder;
    private final VectorIndex index;
    private final Batcher<Picture, float[]> embedding;
    private final Batcher<List<IndexEntry>, Boolean> writing;
    private final Ingest ingest;
    private final Query query;
    private final VariantMaker variants;

    private Engine(Settings settings, DataFolder data, VariantMaker variants, Embedder embedder, VectorIndex index) {
        this.variants = variants;
        this.embedder = embedder;
        this.index = index;
        boolean gpu = embedder.device().startsWith("GPU");
        int batch = settings.get(Keys.EMBED_BATCH).orElse(gpu ? GPU_BATCH : CPU_BATCH);
        int workers = settings.get(Keys.EMBED_WORKERS).orElse(gpu ? GPU_WORKERS : Runtime.getRuntime().availableProcessors());
        int shares = workers * Math.max(batch, SMALLEST_SHARE);
        int inFlight = settings.get(Keys.INBOX_IN_FLIGHT).orElse(Math.max(FEWEST_IN_FLIGHT, IN_FLIGHT_SHARES * shares));
        Cores cores = Cores.ofMachine();
        BatchOptions embed = new BatchOptions("embed", batch, QUEUED_SHARES * shares, settings.get(Keys.EMBED_LINGER), workers,
                failure -> false, FIRST_RETRY, LONGEST_RETRY);
        this.embedding = gpu ? new Batcher<>(embed, embedder::embed) : new Batcher<>(embed, embedder::embed, cores);
        this.writing = new Batcher<>(
                new BatchOptions("index", settings.get(Keys.INDEX_BATCH), inFlight, settings.get(Keys.INDEX_LINGER), 1,
                        IndexUnavailableException.class::isInstance, FIRST_RETRY, LONGEST_RETRY),
                this::write);
        this.reader = new PictureReader(settings.readLimits()).forInput(embedder.inputSide());
        // With memory of its own to decode in: a question never waits behind the inbox.
        this.questionReader = new PictureReader(settings.readLimits()).forInput(embedder.inputSide());
        VariantKeeper keeper = settings.get(Keys.AUGMENT_KEEP) ? keeper(new VariantArchive(data)) : VariantKeeper.NONE;
        this.ingest = new Ingest(reader, variants, keeper, embedder, embedding, writing, cores, inFlight, Clock.systemUTC());
        this.query = new Query(questionReader, embedder, embedding, index, settings.get(Keys.SEARCH_K), settings.get(Keys.SEARCH_GROUP),
                Clock.systemUTC());
    }

    /** Opens everything for taking pictures in and answering questions. */
    static Engine open(Settings settings, DataFolder data)
            throws ModelException, SettingsException, IndexMismatchException, IndexCorruptException, IndexUnavailableException {
        return open(settings, data, space -> new Indexes(settings).open(data, space, false));
    }

    /** Opens everything around a collection that is built beside the one in use. */
    static Engine openBeside(Settings settings, DataFolder data)
            throws ModelException, SettingsException, IndexMismatchException, IndexCorruptException, IndexUnavailableException {
        String recipe = settings.variants().recipe();
        return open(settings, data, space -> new Indexes(settings).beside(data, space, recipe));
    }

    /** Opens everything for answering questions only; works beside a daemon on the same folder. */
    static Engine openForQuestions(Settings settings, DataFolder data)
            throws ModelException, SettingsException, IndexMismatchException, IndexCorruptException, IndexUnavailableException {
        return open(settings, data, space -> new Indexes(settings).open(data, space, true));
    }

    /** Opens everything around a collection of its own in a folder, to try something: the configured one, wherever it is, is not touched. */
    static Engine openForTrial(Settings settings, Path folder)
            throws ModelException, SettingsException, IndexMismatchException, IndexCorruptException, IndexUnavailableException {
        return open(settings.with(Keys.INDEX, "embedded").with(Keys.AUGMENT_KEEP, "false"), DataFolder.at(folder));
    }

    private static Engine open(Settings settings, DataFolder data, IndexOpening opening)
            throws ModelException, SettingsException, IndexMismatchException, IndexCorruptException, IndexUnavailableException {
        VariantMaker variants = settings.variants();
        Embedder embedder = openModel(settings);
        try {
            VectorIndex index = opening.open(embedder.space());
            return new Engine(settings, data, variants, embedder, index);
        } catch (IndexMismatchException | IndexCorruptException | IndexUnavailableException | RuntimeException e) {
            embedder.close();
            throw e;
        }
    }

    /** What an evaluation works with, under names for its headings. */
    Trial trial(String model, String recipe) {
        return new Trial(model, recipe, ingest, query, index);
    }

    /** What the vectors of the configured model are. */
    static EmbeddingSpace spaceOf(Settings settings) throws ModelException {
        try (Embedder embedder = openModel(settings)) {
            return embedder.space();
        }
    }

    /** Opens the model alone, as it is configured. */
    static Embedder openModel(Settings settings) throws ModelException {
        settings.get(Keys.CACHE_DIR).ifPresent(folder -> System.setProperty(CacheFolder.PROPERTY, folder));
        return TensorFlowEmbedder.open(modelOptions(settings));
    }

    /** Opens the model alone, without a head: it gives the features that a head can be learnt from. */
    static Embedder openForFeatures(Settings settings) throws ModelException {
        settings.get(Keys.CACHE_DIR).ifPresent(folder -> System.setProperty(CacheFolder.PROPERTY, folder));
        return TensorFlowEmbedder.open(modelOptions(settings).forFeatures());
    }

    /** What the configuration says of the model. */
    static ModelOptions modelOptions(Settings settings) {
        return new ModelOptions(
                new ModelSource(settings.get(Keys.MODEL), settings.get(Keys.MODEL_PATH).map(Path::of), settings.get(Keys.MODEL_URL),
                        settings.get(Keys.MODEL_SHA256)),
                settings.get(Keys.MODEL_SIZE),
                settings.get(Keys.MODEL_OUTPUT),
                settings.get(Keys.MODEL_HEAD),
                unlessAuto(settings.get(Keys.MODEL_RANGE)),
                unlessAuto(settings.get(Keys.MODEL_CHANNELS)),
                unlessAuto(settings.get(Keys.MODEL_NORMALIZE)).map(Boolean::valueOf),
                settings.get(Keys.INDEX_METRIC),
                settings.get(Keys.MODEL_DEVICE),
                settings.get(Keys.PREPROCESS).equals("article"));
    }

    private static VariantKeeper keeper(VariantArchive archive) {
        return (source, variant) -> archive.keep(source.path(), variant.name(), Edits.jpeg(variant.picture(), VARIANT_QUALITY));
    }

    private static Optional<String> unlessAuto(String text) {
        return text.equals("auto") ? Optional.empty() : Optional.of(text);
    }

    private List<Boolean> write(List<List<IndexEntry>> pictures) throws IndexUnavailableException {
        index.upsert(pictures.stream().flatMap(List::stream).toList());
        return Collections.nCopies(pictures.size(), Boolean.TRUE);
    }

    /** Decodes what is taken in. */
    PictureReader reader() {
        return reader;
    }

    /** Decodes questions, and what is drawn on their sheets; does not wait for what is taken in. */
    PictureReader questionReader() {
        return questionReader;
    }

    Embedder embedder() {
        return embedder;
    }

    VectorIndex index() {
        return index;
    }

    Ingest ingest() {
        return ingest;
    }

    VariantMaker variants() {
        return variants;
    }

    Query query() {
        return query;
    }

    Batcher<List<IndexEntry>, Boolean> writing() {
        return writing;
    }

    @Override
    public void close() {
        embedding.close();
        writing.close();
        index.close();
        embedder.close();
        variants.close();
    }
}
