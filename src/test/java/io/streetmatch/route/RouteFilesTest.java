package io.streetmatch.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streetmatch.augment.VariantMaker;
import io.streetmatch.batch.BatchOptions;
import io.streetmatch.batch.Batcher;
import io.streetmatch.batch.Cores;
import io.streetmatch.batch.HoldingPool;
import io.streetmatch.demo.StreetScene;
import io.streetmatch.embed.Embedder;
import io.streetmatch.embed.ModelOptions;
import io.streetmatch.embed.TensorFlowEmbedder;
import io.streetmatch.image.Edits;
import io.streetmatch.image.ImageId;
import io.streetmatch.image.MemoryBudget;
import io.streetmatch.image.Picture;
import io.streetmatch.image.PictureReader;
import io.streetmatch.image.ReadLimits;
import io.streetmatch.index.EmbeddedIndex;
import io.streetmatch.index.EmbeddedIndexOptions;
import io.streetmatch.index.IndexEntry;
import io.streetmatch.report.ErrorReport;
import io.streetmatch.report.Found;
import io.streetmatch.report.Grouping;
import io.streetmatch.report.ResultJson;
import io.streetmatch.report.Step;
import io.streetmatch.search.Activity;
import io.streetmatch.search.IndexWatch;
import io.streetmatch.search.Ingest;
import io.streetmatch.search.Query;
import io.streetmatch.search.VariantKeeper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.camel.Processor;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The route files as they ship, in a real Camel context with model and index, and a clock that stands still between tries. */
class RouteFilesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MAX_BYTES = 1_000_000;

    @TempDir
    Path folder;

    private final Activity activity = new Activity();

    /** Done once, when the adapters look at their clock between reading a file and being done with it: somebody changes the file just then. */
    private final AtomicReference<Runnable> deed = new AtomicReference<>(() -> {});
    private final InstantSource meddled = () -> {
        deed.getAndSet(() -> {}).run();
        return Instant.now();
    };
    /** Done once, when all has been done with a file but to move it. */
    private final AtomicReference<Runnable> lateDeed = new AtomicReference<>(() -> {});
    private final SetClock waiting = new SetClock();
    private final AtomicInteger looks = new AtomicInteger();
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final HoldingPool threads = new HoldingPool("ingest", 1, 16);
    private Path data;
    private Embedder embedder;
    private EmbeddedIndex index;
    private IndexWatch watch;
    private Batcher<Picture, float[]> embedding;
    private Batcher<List<IndexEntry>, Boolean> writing;

    @BeforeEach
    void open() throws Exception {
        data = Files.createDirectory(folder.resolve("data"));
        Files.createDirectories(data.resolve("inbox"));
        Files.createDirectories(data.resolve("probe"));
        embedder = TensorFlowEmbedder.open(ModelOptions.of("street"));
        index = EmbeddedIndex.open(folder.resolve("index"), embedder.space(), EmbeddedIndexOptions.DEFAULT);
        watch = new IndexWatch(index);
        watch.awaitAnswer();
        embedding = new Batcher<>(options("embed"), embedder::embed);
        writing = new Batcher<>(options("index"), pictures -> {
            index.upsert(pictures.stream().flatMap(List::stream).toList());
            doLate();
            return Collections.nCopies(pictures.size(), true);
        });
    }

    @AfterEach
    void close() throws Exception {
        camel.close();
        threads.shutdownNow();
        watch.close();
        embedding.close();
        writing.close();
        index.close();
        embedder.close();
    }

    private static BatchOptions options(String name) {
        return new BatchOptions(name, 1, 16, Duration.ZERO, 1, failure -> false, Duration.ZERO, Duration.ZERO);
    }

    /** Starts the routes of a file; what is dropped before is seen at its first look. */
    private void start(String routes) throws Exception {
        PictureReader reader = new PictureReader(new ReadLimits(ReadLimits.DEFAULT.maxPixels(), MAX_BYTES));
        Attempts attempts = new Attempts(waiting);
        Moves moves = new Moves(new Targets(), attempts, activity);
        SettledFilter settled = new SettledFilter(Duration.ZERO, new OddFiles(MAX_BYTES, activity), attempts, waiting);
        GenericFileFilter<File> counted = (GenericFile<File> file) -> {
            looks.incrementAndGet();
            return settled.accept(file);
        };
        Ingest ingest = new Ingest(reader, VariantMaker.NONE, VariantKeeper.NONE, embedder, embedding, writing, Cores.unlimited(), 4,
                Clock.systemUTC());
        InstantSource late = () -> {
            doLate();
            return Instant.now();
        };
        Query query = new Query(reader, embedder, embedding, index, 5, Grouping.PICTURE, meddled.withZone(ZoneOffset.UTC));
        MemoryBudget memory = MemoryBudget.ofHeap(0.1);
        camel.getRegistry().bind("settled", counted);
        camel.getRegistry().bind("settledQuestion", counted);
        camel.getRegistry().bind("inProgress", new FilesInProgress());
        camel.getRegistry().bind("ingestThreads", threads);
        camel.getRegistry().bind("ingest", new IngestProcessor(ingest, data, moves, attempts, activity, meddled.withZone(ZoneOffset.UTC)));
        camel.getRegistry().bind("quarantine", new QuarantineProcessor(data, moves, attempts, activity, late.withZone(ZoneOffset.UTC)));
        camel.getRegistry().bind("postpone", new PostponeProcessor(attempts, activity));
        camel.getRegistry().bind("postponeQuestion", new PostponeProcessor(attempts, activity));
        camel.getRegistry().bind("ask", new QuestionProcessor(memory, query, data, moves, activity, watch));
        ContactSheetProcessor sheet = new ContactSheetProcessor(memory, reader, data);
        camel.getRegistry().bind("sheet", (Processor) exchange -> {
            sheet.process(exchange);
            doLate();
        });
        Properties properties = new Properties();
        for (String name : new String[] {"inbox", "probe", "results"}) {
            properties.put(name + ".dir", data.resolve(name).toString());
            properties.put(name + ".poll", "5");
        }
        properties.put("inbox.maxPerPoll", "10");
        camel.getPropertiesComponent().setInitialProperties(properties);
        var resource = PluginHelper.getResourceLoader(camel).resolveResource("file:routes/" + routes);
        PluginHelper.getRoutesLoader(camel).loadRoutes(resource);
        camel.start();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void takesInNothingButTheFileThatStandsInThePlaceOfAnother(boolean bad) throws Exception {
        byte[] first = bad ? Arrays.copyOf(picture(1), 1_000) : picture(1);
        Path file = Files.write(data.resolve("inbox/a.jpg"), first);
        deed.set(() -> replace(file, picture(2)));
        start("ingest.camel.yaml");
        awaitEventually(() -> Files.notExists(file));
        assertThat(files("archive")).singleElement().satisfies(archived -> assertThat(archived).hasBinaryContent(picture(2)));
        assertThat(data.resolve("quarantine")).doesNotExist();
        assertThat(index.size().pictures()).isEqualTo(1);
        assertThat(activity.ingestedCount()).isEqualTo(1);
        assertThat(activity.incidents()).singleElement()
                .satisfies(incident -> assertThat(incident.message()).isEqualTo("a.jpg: the file changed meanwhile; it is read again"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void answersNothingButTheQuestionThatStandsInThePlaceOfAnother(boolean bad) throws Exception {
        byte[] first = bad ? Arrays.copyOf(picture(1), 1_000) : picture(1);
        Path file = Files.write(data.resolve("probe/a.jpg"), first);
        Path result = data.resolve("results/a.jpg.json");
        deed.set(() -> replace(file, picture(2)));
        start("query.camel.yaml");
        await().atMost(PATIENCE).until(() -> activity.postponedCount() == 1);
        assertThat(result).doesNotExist();
        awaitEventually(() -> Files.notExists(file));
        assertThat(data.resolve("probe/.done/a.jpg")).hasBinaryContent(picture(2));
        Found found = (Found) ResultJson.parseAnswer(Files.readString(result));
        assertThat(found.question().id()).contains(ImageId.of(picture(2)));
        assertThat(activity.answeredCount()).isEqualTo(1);
    }

    @Test
    void readsWhatTakesThePlaceOfAPictureThatHasJustBeenStored() throws Exception {
        Path file = Files.write(data.resolve("inbox/a.jpg"), picture(1));
        lateDeed.set(() -> replace(file, picture(2)));
        start("ingest.camel.yaml");
        awaitEventually(() -> Files.notExists(file));
        assertThat(files("archive")).singleElement().satisfies(archived -> {
            assertThat(archived).hasBinaryContent(picture(2));
            assertThat(data.resolve(index.find(ImageId.of(picture(2))).orElseThrow().path())).isEqualTo(archived);
        });
        assertThat(data.resolve(index.find(ImageId.of(picture(1))).orElseThrow().path())).doesNotExist();
        assertThat(activity.incidents()).singleElement()
                .satisfies(incident -> assertThat(incident.message()).isEqualTo("a.jpg: the file changed meanwhile; it is read again."));
    }

    @Test
    void answersTheQuestionThatTakesThePlaceOfOneWhoseAnswerIsBeingWritten() throws Exception {
        Path file = Files.write(data.resolve("probe/a.jpg"), picture(1));
        Path result = data.resolve("results/a.jpg.json");
        lateDeed.set(() -> replace(file, picture(2)));
        start("query.camel.yaml");
        awaitEventually(() -> Files.notExists(file));
        assertThat(files("probe")).singleElement().satisfies(done -> assertThat(done).hasBinaryContent(picture(2)));
        Found found = (Found) ResultJson.parseAnswer(Files.readString(result));
        assertThat(found.question().id()).contains(ImageId.of(picture(2)));
    }

    @Test
    void takesInThePictureThatTakesThePlaceOfABadFile() throws Exception {
        Path file = Files.writeString(data.resolve("inbox/a.jpg"), "not a picture");
        lateDeed.set(() -> replace(file, picture(2)));
        start("ingest.camel.yaml");
        awaitEventually(() -> Files.notExists(file));
        assertThat(files("quarantine")).isEmpty();
        assertThat(files("archive")).singleElement().satisfies(archived -> assertThat(archived).hasFileName("a.jpg").hasBinaryContent(picture(2)));
    }

    @Test
    void forgetsAFileThatIsTakenAwayBeforeItIsMoved() throws Exception {
        Path file = Files.write(data.resolve("inbox/a.jpg"), picture(1));
        lateDeed.set(() -> delete(file));
        start("ingest.camel.yaml");
        await().atMost(PATIENCE).until(() -> activity.ingestedCount() == 1);
        Files.write(data.resolve("inbox/b.jpg"), picture(2));
        awaitEventually(() -> activity.ingestedCount() == 2);
        assertThat(activity.incidents()).isEmpty();
    }

    @Test
    void waitsWithABadFileThatCannotBeQuarantined() throws Exception {
        Path obstacle = Files.writeString(data.resolve("quarantine"), "where the folder should be");
        Path bad = Files.writeString(data.resolve("inbox/bad.jpg"), "not a picture");
        start("ingest.camel.yaml");
        await().atMost(PATIENCE).until(() -> activity.postponedCount() == 1);
        int before = looks.get();
        await().atMost(PATIENCE).until(() -> looks.get() > before + 5);
        assertThat(activity.postponedCount()).isEqualTo(1);
        assertThat(activity.quarantinedCount()).isZero();
        assertThat(activity.incidents()).singleElement().satisfies(incident -> assertThat(incident.message())
                .startsWith("bad.jpg: is bad and cannot be quarantined. The content is no picture").contains("Is " + obstacle + " a folder that may be written"));
        assertThat(bad).hasContent("not a picture");

        waiting.forward(Duration.ofSeconds(2));
        await().atMost(PATIENCE).until(() -> activity.postponedCount() == 2);
        Files.delete(obstacle);
        awaitEventually(() -> Files.notExists(bad));
        assertThat(files("quarantine")).hasSize(2);
        assertThat(report("bad.jpg").step()).isEqualTo(Step.DECODE);
    }

    @Test
    void saysOfAFileThatIsTooLargeThatItWasNotEvenRead() throws Exception {
        Path file = Files.write(data.resolve("inbox/film.jpg"), new byte[MAX_BYTES + 1]);
        start("ingest.camel.yaml");
        awaitEventually(() -> Files.notExists(file));
        assertThat(report("film.jpg").reason()).isEqualTo("too_large");
        assertThat(report("film.jpg").step()).isEqualTo(Step.READ);
    }

    private ErrorReport report(String name) throws IOException {
        return ResultJson.parseErrorReport(Files.readString(data.resolve("quarantine/" + name + ".error.json")));
    }

    /** Lets the pauses between tries pass by. */
    private void awaitEventually(Callable<Boolean> condition) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> {
            waiting.forward(Duration.ofSeconds(2));
            return condition.call();
        });
    }

    private void doLate() {
        lateDeed.getAndSet(() -> {}).run();
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void replace(Path file, byte[] by) {
        try {
            Files.move(Files.write(folder.resolve("replacing"), by), file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Path> files(String where) throws IOException {
        try (Stream<Path> walk = Files.walk(data.resolve(where))) {
            return walk.filter(Files::isRegularFile).toList();
        }
    }

    private static byte[] picture(int seed) {
        return Edits.jpeg(StreetScene.draw(seed, 200, 150), 88);
    }
}
