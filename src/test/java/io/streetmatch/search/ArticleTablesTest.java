package io.streetmatch.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.streetmatch.SharedMaterial;
import io.streetmatch.augment.RecipeReader;
import io.streetmatch.augment.RecipeVariants;
import io.streetmatch.augment.VariantMaker;
import io.streetmatch.batch.BatchOptions;
import io.streetmatch.batch.Batcher;
import io.streetmatch.batch.Cores;
import io.streetmatch.embed.Embedder;
import io.streetmatch.embed.ModelOptions;
import io.streetmatch.embed.TensorFlowEmbedder;
import io.streetmatch.image.Picture;
import io.streetmatch.image.PictureReader;
import io.streetmatch.image.ReadLimits;
import io.streetmatch.index.EmbeddedIndex;
import io.streetmatch.index.EmbeddedIndexOptions;
import io.streetmatch.index.IndexEntry;
import io.streetmatch.report.Found;
import io.streetmatch.report.Grouping;
import io.streetmatch.report.Match;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The article's experiment, with the recipe {@code augment/article.yaml}: 108 street photographs with three rotations of each within
 * 15 degrees, every entry a match of its own. A stored picture as question should be first, and its own rotations should follow.
 */
class ArticleTablesTest {

    private static final int PICTURES = 108;

    @TempDir
    Path folder;

    private record Outcome(int firstAtZero, int variantsFollow) {}

    @Test
    void street() throws Exception {
        assertThat(run("street", ModelOptions.of("street"))).isEqualTo(new Outcome(PICTURES, PICTURES));
    }

    @Test
    void imagenet() throws Exception {
        Outcome outcome = run("imagenet", imagenetOptions());
        assertThat(outcome.firstAtZero()).isEqualTo(PICTURES);
        // 82 were seen; processors round differently.
        assertThat(outcome.variantsFollow()).isBetween(79, 85);
    }

    @Test
    void imagenetTheArticlesWay() throws Exception {
        Outcome outcome = run("imagenet, preprocess = article", imagenetOptions().withArticlePreprocessing());
        assertThat(outcome.firstAtZero()).isEqualTo(PICTURES);
        // 6 were seen.
        assertThat(outcome.variantsFollow()).isBetween(3, 9);
    }

    private static ModelOptions imagenetOptions() {
        return ModelOptions.of("imagenet").withPath(SharedMaterial.require("models/mobilenet_v2_100_224").toString());
    }

    private Outcome run(String name, ModelOptions options) throws Exception {
        List<Path> files;
        try (Stream<Path> list = Files.list(SharedMaterial.require("images/street"))) {
            files = list.filter(file -> file.toString().endsWith(".jpg")).sorted().limit(PICTURES).toList();
        }
        PictureReader reader = new PictureReader(ReadLimits.DEFAULT);
        VariantMaker article = new RecipeVariants(RecipeReader.find("article", Path.of("augment")));
        try (Embedder embedder = TensorFlowEmbedder.open(options);
                EmbeddedIndex index = EmbeddedIndex.open(folder, embedder.space(), EmbeddedIndexOptions.DEFAULT);
                Batcher<Picture, float[]> embedding = new Batcher<>(batches("embed", 16), embedder::embed);
                Batcher<List<IndexEntry>, Boolean> writing = new Batcher<>(batches("index", PICTURES), pictures -> {
                    index.upsert(pictures.stream().flatMap(List::stream).toList());
                    return Collections.nCopies(pictures.size(), true);
                })) {
            Ingest ingest = new Ingest(reader, article, VariantKeeper.NONE, embedder, embedding, writing, Cores.unlimited(), PICTURES, Clock.systemUTC());
            List<CompletableFuture<?>> done = new ArrayList<>();
            for (Path file : files) {
                done.add(ingest.ingest(Files.readAllBytes(file), file.getFileName().toString(), "archive/" + file.getFileName()));
            }
            CompletableFuture.allOf(done.toArray(CompletableFuture[]::new)).get();
            assertThat(index.size().entries()).isEqualTo(4L * PICTURES);

            Query query = new Query(reader, embedder, embedding, index, 5, Grouping.NONE, Clock.systemUTC());
            int first = 0;
            int follow = 0;
            for (Path file : files) {
                String own = file.getFileName().toString();
                List<Match> matches = ((Found) query.ask(Files.readAllBytes(file), own, Duration.ZERO)).matches();
                Match best = matches.get(0);
                first += best.name().equals(own) && best.variant().equals(IndexEntry.ORIGINAL) && best.distance() < 1e-3 ? 1 : 0;
                follow += matches.subList(1, 4).stream().allMatch(match -> match.name().equals(own)) ? 1 : 0;
            }
            System.out.printf("%s: first at distance 0: %d of %d, own rotations at ranks 2 to 4: %d of %d%n", name, first, PICTURES, follow, PICTURES);
            return new Outcome(first, follow);
        }
    }

    private static BatchOptions batches(String name, int size) {
        return new BatchOptions(name, size, 512, Duration.ZERO, 1, failure -> false, Duration.ZERO, Duration.ZERO);
    }
}
