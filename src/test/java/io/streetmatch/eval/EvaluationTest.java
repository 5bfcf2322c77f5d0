package io.streetmatch.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streetmatch.augment.RecipeReader;
import io.streetmatch.augment.RecipeVariants;
import io.streetmatch.augment.VariantMaker;
import io.streetmatch.batch.BatchOptions;
import io.streetmatch.batch.Batcher;
import io.streetmatch.batch.Cores;
import io.streetmatch.demo.StreetScene;
import io.streetmatch.embed.Embedder;
import io.streetmatch.embed.ModelOptions;
import io.streetmatch.embed.TensorFlowEmbedder;
import io.streetmatch.image.Edits;
import io.streetmatch.image.ImageId;
import io.streetmatch.image.Picture;
import io.streetmatch.image.PictureReader;
import io.streetmatch.image.ReadLimits;
import io.streetmatch.index.EmbeddedIndex;
import io.streetmatch.index.EmbeddedIndexOptions;
import io.streetmatch.index.IndexEntry;
import io.streetmatch.index.IndexSize;
import io.streetmatch.report.Grouping;
import io.streetmatch.search.Ingest;
import io.streetmatch.search.Query;
import io.streetmatch.search.VariantKeeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On drawn streets, with the model that ships. */
class EvaluationTest {

    private static final PictureReader READER = new PictureReader(ReadLimits.DEFAULT);
    private static final int PICTURES = 24;

    @TempDir
    Path folder;

    private final List<Path> files = new ArrayList<>();

    @BeforeEach
    void draw() throws IOException {
        for (int i = 0; i < PICTURES; i++) {
            files.add(Files.write(folder.resolve("scene %d.jpg".formatted(i)), scene(i)));
        }
    }

    private static byte[] scene(int seed) {
        return Edits.jpeg(StreetScene.draw(seed, 400, 300), 88);
    }

    private Evaluation evaluation(int questions) throws Exception {
        return new Evaluation(READER, files, questions, done -> {});
    }

    /** The outcome of the questions, or of what is made of them. */
    private Outcome run(Evaluation evaluation, Embedder embedder, VariantMaker variants, List<Questions> questions) throws Exception {
        try (EmbeddedIndex index = EmbeddedIndex.open(Files.createTempDirectory(folder, "index"), embedder.space(), EmbeddedIndexOptions.DEFAULT);
                Batcher<Picture, float[]> embedding = new Batcher<>(batches("embed", 16), embedder::embed);
                Batcher<List<IndexEntry>, Boolean> writing = new Batcher<>(batches("index", PICTURES), pictures -> {
                    index.upsert(pictures.stream().flatMap(List::stream).toList());
                    return Collections.nCopies(pictures.size(), true);
                })) {
            Ingest ingest = new Ingest(READER, variants, VariantKeeper.NONE, embedder, embedding, writing, Cores.unlimited(), PICTURES, Clock.systemUTC());
            Query query = new Query(READER, embedder, embedding, index, 5, Grouping.PICTURE, Clock.systemUTC());
            List<Long> seen = new ArrayList<>();
            Outcome outcome = evaluation.run(new Trial("street", "some", ingest, query, index), questions, seen::add);
            assertThat(seen).isSorted().endsWith((long) seen.size());
            return outcome;
        }
    }

    private static BatchOptions batches(String name, int size) {
        return new BatchOptions(name, size, 512, Duration.ofMillis(5), 1, failure -> false, Duration.ZERO, Duration.ZERO);
    }

    private static double found(Outcome outcome, String edit) {
        return outcome.scores().stream().filter(score -> score.edit().label().equals(edit)).findFirst().orElseThrow().recallAt1();
    }

    @Test
    void findsWhatTheModelSeesAndNamesWhatIsNoPicture() throws Exception {
        byte[] whole = scene(1);
        Path cutOff = Files.write(folder.resolve("cut off.jpg"), Arrays.copyOf(whole, whole.length / 2));
        files.add(Files.write(folder.resolve("the same again.jpg"), whole));
        files.add(cutOff);
        files.add(Files.writeString(folder.resolve("notes.txt"), "Nobody misses me."));
        List<Long> looked = new ArrayList<>();
        Evaluation evaluation = new Evaluation(READER, files, 12, looked::add);

        assertThat(looked).hasSize(files.size()).isSorted();
        assertThat(evaluation.pictures()).isEqualTo(PICTURES);
        assertThat(evaluation.questions()).isEqualTo(12);
        assertThat(evaluation.leftOut()).singleElement().asString().startsWith(cutOff + ": ").contains("ends before");
        try (Embedder embedder = TensorFlowEmbedder.open(ModelOptions.of("street"))) {
            List<Long> asked = new ArrayList<>();
            List<Questions> questions = evaluation.questions(embedder, asked::add);
            assertThat(asked).hasSize(12).endsWith(12L * QuestionEdit.ALL.size());
            assertThat(questions).extracting(Questions::edit).isEqualTo(QuestionEdit.ALL);
            Outcome outcome = run(evaluation, embedder, new RecipeVariants(RecipeReader.find("article", Path.of("augment"))), questions);

            assertThat(outcome.size()).isEqualTo(new IndexSize(PICTURES, 4L * PICTURES));
            assertThat(outcome.asked()).hasSize(12).doesNotHaveDuplicates();
            assertThat(outcome.scores()).allSatisfy(score -> assertThat(score.questions()).isEqualTo(12));
            assertThat(List.of(found(outcome, "unchanged"), found(outcome, "rotate 5"), found(outcome, "blur 2"))).containsOnly(100.0);
            assertThat(outcome.meanRecallAt1()).isGreaterThan(85);
            assertThat(outcome.meanRecallAt5()).isGreaterThanOrEqualTo(outcome.meanRecallAt1());
            assertThat(outcome.times().ingest()).isPositive();
            assertThat(outcome.times().answer()).isGreaterThan(outcome.times().search()).isLessThan(10_000);
            assertThat(outcome.times().search()).isPositive();

            // The same questions, each said to be about the next picture: the scores are no matter of course.
            List<Questions> wrong = questions.stream().map(each -> {
                List<ImageId> about = new ArrayList<>(each.about());
                Collections.rotate(about, 1);
                return new Questions(each.edit(), about, each.vectors());
            }).toList();
            Outcome mistaken = run(evaluation, embedder, VariantMaker.NONE, wrong);
            assertThat(found(mistaken, "unchanged")).isZero();
            assertThat(mistaken.meanRecallAt1()).isLessThan(20);
        }
    }

    @Test
    void findsLittleWithAModelThatSeesLittle() throws Exception {
        try (Embedder blind = TensorFlowEmbedder.open(ModelOptions.of("street").withSize(32).withPixels("0..255", "bgr"))) {
            Evaluation evaluation = evaluation(PICTURES);
            Outcome outcome = run(evaluation, blind, VariantMaker.NONE, evaluation.questions(blind, done -> {}));

            assertThat(found(outcome, "unchanged")).isGreaterThan(90);
            assertThat(found(outcome, "rotate by any angle")).isLessThan(60);
            assertThat(outcome.meanRecallAt1()).isLessThan(70);
        }
    }

    @Test
    void asksTheSameQuestionsEachTime() throws Exception {
        files.subList(4, PICTURES).clear();
        try (Embedder embedder = TensorFlowEmbedder.open(ModelOptions.of("street"))) {
            List<Questions> one = evaluation(4).questions(embedder, done -> {});
            Collections.reverse(files);
            List<Questions> two = evaluation(4).questions(embedder, done -> {});
            for (int edit = 0; edit < one.size(); edit++) {
                for (int i = 0; i < 4; i++) {
                    assertThat(two.get(edit).about().get(3 - i)).isEqualTo(one.get(edit).about().get(i));
                    assertThat(two.get(edit).vectors().get(3 - i)).containsExactly(one.get(edit).vectors().get(i), within());
                }
            }
        }
    }

    private static Offset<Float> within() {
        return Offset.offset(1e-4f);
    }

    @Test
    void leavesOutWhatCanNoLongerBeReadOrHasChangedAndNamesIt() throws Exception {
        files.subList(8, PICTURES).clear();
        try (Embedder embedder = TensorFlowEmbedder.open(ModelOptions.of("street"))) {
            Evaluation evaluation = evaluation(8);
            Files.delete(files.get(2));
            List<Questions> questions = evaluation.questions(embedder, done -> {});
            assertThat(questions).allSatisfy(each -> assertThat(each.vectors()).hasSize(7));
            Outcome first = run(evaluation, embedder, VariantMaker.NONE, questions);
            assertThat(first.asked()).hasSize(7);

            Files.write(files.get(5), scene(100));
            Outcome second = run(evaluation, embedder, VariantMaker.NONE, questions);
            assertThat(second.size().pictures()).isEqualTo(6);
            assertThat(evaluation.leftOut()).hasSize(2);
            assertThat(evaluation.leftOut().get(0)).startsWith(files.get(2) + ": It cannot be read");
            assertThat(evaluation.leftOut().get(1)).startsWith(files.get(5) + ": It has changed");
            List<Outcome> comparable = evaluation.comparable(List.of(first, second));
            assertThat(comparable).allSatisfy(outcome -> {
                assertThat(outcome.asked()).hasSize(6).isEqualTo(comparable.get(0).asked());
                assertThat(found(outcome, "unchanged")).isEqualTo(100);
            });

            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            assertThatThrownBy(() -> run(evaluation, embedder, VariantMaker.NONE, questions)).isInstanceOf(IOException.class)
                    .hasMessageContaining("None of the pictures");
        }
    }
}
