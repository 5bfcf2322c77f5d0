package io.streetmatch.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streetmatch.MilvusServer;
import io.streetmatch.app.DaemonProcess.Finished;
import io.streetmatch.embed.EmbeddingSpace;
import io.streetmatch.folder.DataFolder;
import io.streetmatch.image.ImageId;
import io.streetmatch.index.EmbeddedIndex;
import io.streetmatch.index.EmbeddedIndexOptions;
import io.streetmatch.index.IndexEntry;
import io.streetmatch.index.IndexSize;
import io.streetmatch.index.MilvusIndex;
import io.streetmatch.index.MilvusOptions;
import io.streetmatch.index.StoredPicture;
import io.streetmatch.index.VectorIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command reindex, through the launcher: alone, beside a daemon, killed, with files gone, in Milvus. */
class ReindexIT {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int PICTURES = 60;

    /** On a slow machine it would otherwise go on until it is done in spite of them. */
    private static final int MOST_KILLS = 8;

    /** Another size of the input is another model, as far as vectors go. */
    private static final String[] OTHER_MODEL = {"-D", "model.size=128"};

    @TempDir
    Path folder;

    private Path data;

    @BeforeEach
    void chooseFolder() {
        data = folder.resolve("data");
    }

    private Finished run(String... arguments) throws Exception {
        return DaemonProcess.run(PATIENCE, Map.of(), data, arguments);
    }

    private Finished run(String command, String[] options, String... more) throws Exception {
        return run(Stream.of(Stream.of(command), Stream.of(options), Stream.of(more)).flatMap(all -> all).toArray(String[]::new));
    }

    private static String[] options(String... options) {
        return options;
    }

    private static String[] both(String[] some, String... others) {
        return Stream.concat(Stream.of(some), Stream.of(others)).toArray(String[]::new);
    }

    private void ingest(int from, int count, String... options) throws Exception {
        Path pictures = Files.createTempDirectory(folder, "pictures");
        for (int seed = from; seed < from + count; seed++) {
            Files.write(pictures.resolve("scene %03d ü.jpg".formatted(seed)), TestPictures.jpeg(seed, 320, 240));
        }
        Finished ingest = run("ingest", options, pictures.toString());
        assertThat(ingest.exitCode()).as(ingest.output()).isZero();
    }

    private static ImageId id(int seed) {
        return ImageId.of(TestPictures.jpeg(seed, 320, 240));
    }

    /** What the embedded index in use holds, and what its vectors are. */
    private record Held(EmbeddingSpace space, IndexSize size, Map<ImageId, StoredPicture> pictures) {}

    private Held held() throws Exception {
        Path index = DataFolder.at(data).index();
        EmbeddingSpace space = EmbeddedIndex.spaceOf(index).orElseThrow();
        try (EmbeddedIndex open = EmbeddedIndex.openReadOnly(index, space, EmbeddedIndexOptions.DEFAULT)) {
            return held(open);
        }
    }

    private static Held held(VectorIndex index) throws Exception {
        Map<ImageId, StoredPicture> pictures = new LinkedHashMap<>();
        index.pictures(picture -> pictures.put(picture.source().id(), picture));
        return new Held(index.space(), index.size(), pictures);
    }

    private static void assertSamePictures(Held now, Held before) {
        assertThat(now.pictures().values().stream().map(StoredPicture::source))
                .containsExactlyInAnyOrderElementsOf(before.pictures().values().stream().map(StoredPicture::source).toList());
    }

    private List<Path> named(String start) throws IOException {
        try (Stream<Path> files = Files.list(data)) {
            return files.filter(file -> file.getFileName().toString().startsWith(start)).toList();
        }
    }

    @Test
    void bringsACollectionToAnotherModelAndThenToARecipe() throws Exception {
        ingest(0, 20);
        Held before = held();
        Path question = Files.write(folder.resolve("question.jpg"), TestPictures.jpeg(0, 320, 240));
        Finished refused = run("query", OTHER_MODEL, question.toString());
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output()).contains("bin/streetmatch reindex");

        Finished model = run("reindex", OTHER_MODEL);
        assertThat(model.exitCode()).as(model.output()).isZero();
        assertThat(model.output()).contains("20 pictures embedded, 0 copied", "index.old-");
        Held other = held();
        assertThat(other.space().fingerprint()).isNotEqualTo(before.space().fingerprint());
        assertThat(other.size()).isEqualTo(new IndexSize(20, 20));
        assertSamePictures(other, before);

        String[] recipe = both(OTHER_MODEL, "-D", "augment.recipe=article");
        Finished recipes = run("reindex", recipe);
        assertThat(recipes.exitCode()).as(recipes.output()).isZero();
        assertThat(held().size()).isEqualTo(new IndexSize(20, 80));
        assertThat(named("index")).as("one former index").hasSize(2);

        Finished again = run("reindex", recipe);
        assertThat(again.exitCode()).isZero();
        assertThat(again.output()).contains("already");
        assertThat(named("index")).hasSize(2);
    }

    @Test
    void buildsBesideADaemonWhichSwapsAtItsNextStart() throws Exception {
        ingest(0, 15);
        DaemonProcess daemon = DaemonProcess.start(data).awaitReady();
        String[] recipe = options("-D", "augment.recipe=article");
        try {
            Finished reindex = run("reindex", recipe);
            assertThat(reindex.exitCode()).as(reindex.output()).isZero();
            assertThat(reindex.output()).contains("15 pictures embedded", "bin/streetmatch restart");
            await("the status").atMost(PATIENCE).untilAsserted(() ->
                    assertThat(run("status", "--json").output()).contains("\"newIndex\":\"complete\"", "\"outdated\":0"));
            ingest(15, 5);
            assertThat(held().size()).as("the daemon goes on with the old one").isEqualTo(new IndexSize(20, 20));
        } finally {
            daemon.terminate();
        }
        Held before = held();

        DaemonProcess restarted = DaemonProcess.start(data, recipe).awaitReady();
        try {
            Held now = held();
            assertThat(now.size()).isEqualTo(new IndexSize(20, 80));
            assertSamePictures(now, before);
            assertThat(restarted.text()).contains("5 pictures embedded", "15 were there");
            assertThat(run("status", "--json").output()).contains("\"newIndex\":\"none\"");
        } finally {
            restarted.terminate();
        }
    }

    @Test
    void saysHowManyPicturesAreOutOfDateAndTakesOnlyThoseAgain() throws Exception {
        ingest(0, 6);
        String[] recipe = options("-D", "augment.recipe=article");
        ingest(6, 4, recipe);
        DaemonProcess daemon = DaemonProcess.start(data, recipe).awaitReady();
        try {
            await("the count").atMost(PATIENCE).untilAsserted(() ->
                    assertThat(run("status").output()).contains("6 pictures are stored under another recipe"));
        } finally {
            daemon.terminate();
        }

        Finished reindex = run("reindex", recipe);

        assertThat(reindex.exitCode()).as(reindex.output()).isZero();
        assertThat(reindex.output()).contains("6 pictures embedded, 4 copied");
        assertThat(held().size()).isEqualTo(new IndexSize(10, 40));
    }

    @Test
    void leavesNoVariantOfAFormerRecipeWhenAPictureIsDroppedAgain() throws Exception {
        ingest(0, 3, "-D", "augment.recipe=article");
        assertThat(held().size()).isEqualTo(new IndexSize(3, 12));
        DaemonProcess daemon = DaemonProcess.start(data).awaitReady();
        try {
            Path hidden = Files.write(data.resolve("inbox/.again"), TestPictures.jpeg(1, 320, 240));
            Files.move(hidden, data.resolve("inbox/again.jpg"));
            await("the picture").atMost(PATIENCE).until(() -> !Files.exists(data.resolve("inbox/again.jpg")));
        } finally {
            daemon.terminate();
        }

        Held held = held();
        assertThat(held.size()).isEqualTo(new IndexSize(3, 9));
        assertThat(held.pictures().get(id(1)).source().name()).isEqualTo("again.jpg");
    }

    @Test
    void losesNothingHoweverOftenItIsKilled() throws Exception {
        ingest(0, PICTURES);
        Held before = held();
        String[] recipe = both(OTHER_MODEL, "-D", "augment.recipe=article", "-D", "index.batch=4");
        Random random = new Random(9);
        int kills = 0;
        Optional<Finished> finished = Optional.empty();
        for (int round = 0; finished.isEmpty() && round < MOST_KILLS; round++) {
            finished = killedAtWork(Duration.ofMillis(random.nextInt(300)), recipe);
            kills += finished.isEmpty() ? 1 : 0;
            Held now = held();
            assertThat(now.size().pictures()).as("after kill %d", kills).isEqualTo(PICTURES);
            assertThat(now.size().entries()).as("entries after kill %d", kills).isIn((long) PICTURES, 4L * PICTURES);
            assertSamePictures(now, before);
        }
        Finished last = run("reindex", recipe);

        assertThat(last.exitCode()).as(last.output()).isZero();
        assertThat(kills).as("kills while it worked").isGreaterThanOrEqualTo(3);
        Held now = held();
        assertThat(now.size()).isEqualTo(new IndexSize(PICTURES, 4 * PICTURES));
        assertThat(now.space().fingerprint()).isNotEqualTo(before.space().fingerprint());
        assertSamePictures(now, before);
        assertThat(run("query", recipe, data.resolve(now.pictures().get(id(7)).source().path()).toString()).exitCode()).isZero();
    }

    /** Runs reindex and kills it a while after it began to write; how it ended, if it was faster. */
    private Optional<Finished> killedAtWork(Duration time, String... options) throws Exception {
        Path output = Files.createTempFile(folder, "reindex", ".log");
        Set<Path> before = writtenBeside();
        Process process = DaemonProcess.withoutVariants(command("reindex", options)).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        await("the first pictures").atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() ->
                !process.isAlive() || !before.containsAll(writtenBeside()));
        if (process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
            return Optional.of(new Finished(process.exitValue(), Files.readString(output)));
        }
        process.destroyForcibly().waitFor();
        return Optional.empty();
    }

    /** What the commits of the new collection left so far: Lucene gives each a file of a new name. */
    private Set<Path> writtenBeside() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("index.next"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("segments_")).collect(Collectors.toSet());
        } catch (NoSuchFileException e) {
            return Set.of();
        }
    }

    @Test
    void isNeverWithoutAWholeCollectionWhenKilledAtTheSwap() throws Exception {
        ingest(0, 8);
        Held before = held();
        String[] first = {};
        for (int round = 0; round < 4; round++) {
            String[] options = round % 2 == 0 ? OTHER_MODEL : first;
            Process process = DaemonProcess.withoutVariants(command("reindex", options)).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            await("the swap").atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() ->
                    Files.exists(data.resolve("index.swap")) || !process.isAlive());
            LockSupport.parkNanos(round * 500_000L);
            process.destroyForcibly().waitFor();

            Held now = held();
            assertThat(now.size()).as("round %d", round).isEqualTo(new IndexSize(8, 8));
            assertSamePictures(now, before);
            Finished last = run("reindex", options);
            assertThat(last.exitCode()).as(last.output()).isZero();
            assertThat(held().size()).isEqualTo(new IndexSize(8, 8));
            assertThat(data.resolve("index.swap")).doesNotExist();
        }
    }

    private List<String> command(String command, String... options) {
        List<String> all = new ArrayList<>(List.of("bin/streetmatch", command, "--data", data.toString(), "-D", "augment.recipe=none"));
        all.addAll(List.of(options));
        return all;
    }

    @Test
    void namesFilesThatAreGoneOrChangedAndGoesOnWithoutThemOnlyWhenTold() throws Exception {
        ingest(0, 10);
        Held before = held();
        Path gone = data.resolve(before.pictures().get(id(3)).source().path());
        Path changed = data.resolve(before.pictures().get(id(4)).source().path());
        Files.delete(gone);
        Files.write(changed, TestPictures.jpeg(99, 320, 240));

        Finished refused = run("reindex", OTHER_MODEL);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output()).contains("2 left out", gone + ": the file is gone",
                changed + ": the file is another one", "--without-missing");
        assertThat(held().space()).isEqualTo(before.space());

        DaemonProcess daemon = DaemonProcess.start(data).awaitReady();
        try {
            Finished beside = run("reindex", OTHER_MODEL, "--without-missing");
            assertThat(beside.exitCode()).as(beside.output()).isZero();
            assertThat(beside.output()).contains("0 pictures embedded, 0 copied, 8 were there, 2 left out", "bin/streetmatch restart");
        } finally {
            daemon.terminate();
        }
        DaemonProcess restarted = DaemonProcess.start(data, OTHER_MODEL).awaitReady();
        restarted.terminate();

        Held now = held();
        assertThat(now.size()).isEqualTo(new IndexSize(8, 8));
        assertThat(now.pictures()).doesNotContainKeys(id(3), id(4));
    }

    @Test
    void refusesWithoutACollection() throws Exception {
        Finished empty = run("reindex");
        assertThat(empty.exitCode()).as(empty.output()).isEqualTo(2);
        assertThat(empty.output()).contains("no collection", "inbox");
    }

    @Test
    void movesTheAliasInMilvusAndTakesLatePicturesOfOtherDataFoldersAlong() throws Exception {
        try (MilvusServer server = MilvusServer.start(Files.createDirectories(folder.resolve("milvus")))) {
            String[] milvus = {"-D", "index=milvus", "-D", "milvus.uri=" + server.uri(), "-D", "milvus.callTimeout=60s"};
            String[] recipe = both(milvus, "-D", "augment.recipe=article");
            MilvusOptions options = MilvusOptions.at(server.uri());
            Path first = data;
            Path second = folder.resolve("second");
            ingest(0, 10, milvus);
            data = second;
            DaemonProcess other = DaemonProcess.start(second, milvus).awaitReady();
            ingest(10, 5, milvus);
            Held before;
            try (MilvusIndex index = MilvusIndex.open(options, MilvusIndex.spaceOf(options).orElseThrow())) {
                before = held(index);
            }
            assertThat(before.size()).isEqualTo(new IndexSize(15, 15));

            data = first;
            Finished gaps = run("reindex", recipe);
            assertThat(gaps.exitCode()).as(gaps.output()).isEqualTo(1);
            assertThat(gaps.output()).contains("10 pictures embedded", "5 left out", "other data folders");
            data = second;
            Finished complete = run("reindex", recipe);
            assertThat(complete.exitCode()).as(complete.output()).isZero();
            assertThat(complete.output()).contains("5 pictures embedded, 0 copied, 10 were there", "restart");
            data = first;
            Finished moved = run("reindex", recipe);
            assertThat(moved.exitCode()).as(moved.output()).isZero();
            assertThat(moved.output()).contains("The alias streetmatch now stands for", "The former collection is");

            // The other daemon goes on with the former collection, and its picture must not be lost.
            data = second;
            ingest(15, 1, milvus);
            other.terminate();
            DaemonProcess restarted = DaemonProcess.start(second, recipe).awaitReady();
            try (MilvusIndex index = MilvusIndex.open(options, before.space())) {
                await("the late picture").atMost(PATIENCE).untilAsserted(() ->
                        assertThat(index.find(List.of(id(15)))).singleElement().satisfies(picture ->
                                assertThat(picture.source().name()).isEqualTo("scene 015 ü.jpg")));
                Held now = held(index);
                assertThat(now.size()).isEqualTo(new IndexSize(16, 64));
                assertThat(index.entries(List.of(id(15)))).extracting(IndexEntry::isOriginal).contains(true, false);
            } finally {
                restarted.terminate();
            }
        }
    }
}
