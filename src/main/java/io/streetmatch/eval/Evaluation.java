package io.streetmatch.eval;

import io.streetmatch.batch.AllCores;
import io.streetmatch.embed.Embedder;
import io.streetmatch.image.ImageId;
import io.streetmatch.image.PictureReader;
import io.streetmatch.index.IndexUnavailableException;
import io.streetmatch.index.Neighbour;
import io.streetmatch.index.SourcePicture;
import io.streetmatch.index.VectorIndex;
import io.streetmatch.report.Grouping;
import io.streetmatch.search.Ingest;
import io.streetmatch.search.PictureSearch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * Fills collections with pictures and asks them about edited copies.
 *
 * <p>Works on all cores and keeps no picture in memory, only the vectors of the questions. Not safe for use by several threads.
 */
public final class Evaluation {

    private static final int FIVE = 5;
    private static final double NANOS_PER_MILLI = 1e6;

    private final PictureReader reader;
    private final Gallery gallery;
    private final List<ImageId> asked = new ArrayList<>();

    /**
     * Looks through the pictures; the same picture in two files counts once.
     *
     * @param candidates files of the collection
     * @param most how many of them to ask about, spread evenly
     * @param progress gets the number of files that were looked at
     */
    public Evaluation(PictureReader reader, List<Path> candidates, int most, LongConsumer progress)
            throws ExecutionException, InterruptedException {
        this.reader = reader;
        this.gallery = new Gallery(reader, candidates, progress);
        List<ImageId> all = gallery.ids();
        int count = Math.min(most, all.size());
        for (int i = 0; i < count; i++) {
            asked.add(all.get((int) ((long) i * all.size() / count)));
        }
    }

    /** How many pictures the collection gets. */
    public int pictures() {
        return gallery.ids().size();
    }

    /** How many of them are asked about, with each edit. */
    public int questions() {
        return askedStill().size();
    }

    /** Files that are left out so far, with the reason: bad ones, and those that became unreadable or changed meanwhile. */
    public List<String> leftOut() {
        return List.copyOf(gallery.leftOut());
    }

    /**
     * The questions as one model sees them; they serve every recipe.
     *
     * @param progress gets the number of questions that are ready
     */
    public List<Questions> questions(Embedder embedder, LongConsumer progress) throws ExecutionException, InterruptedException {
        List<ImageId> about = new ArrayList<>();
        List<List<float[]>> vectors = new ArrayList<>();
        PictureReader detailed = reader.forInput(embedder.inputSide());
        gallery.forEach(askedStill(), (id, bytes) -> Questions.embedded(id, bytes, detailed, embedder), (id, embedded) -> {
            about.add(id);
            vectors.add(embedded);
        }, done -> progress.accept(done * QuestionEdit.ALL.size()));
        return IntStream.range(0, QuestionEdit.ALL.size())
                .mapToObj(edit -> new Questions(QuestionEdit.ALL.get(edit), about, vectors.stream().map(all -> all.get(edit)).toList()))
                .toList();
    }

    /**
     * Fills an empty collection and asks.
     *
     * @param questions of the trial's model
     * @param progress gets the number of pictures that were taken in
     */
    public Outcome run(Trial trial, List<Questions> questions, LongConsumer progress)
            throws ExecutionException, InterruptedException, IOException, IndexUnavailableException {
        double ingestMillis = fill(trial.ingest(), progress);
        if (askedStill().isEmpty()) {
            throw new IOException("None of the pictures to ask about can be read any more.");
        }
        Answering answering = new Answering(trial.query(), askedStill().stream().map(gallery::file).toList());
        List<Score> scores = new ArrayList<>();
        for (Questions asking : questions) {
            scores.add(score(asking, trial.index()));
        }
        return new Outcome(trial.model(), trial.recipe(), trial.index().size(),
                new Times(ingestMillis, answering.medianAnswer(), answering.medianSearch()), questions.get(0).about(), scores);
    }

    /** Outcomes about the same pictures: those that were left out on the way are in none. */
    public List<Outcome> comparable(List<Outcome> outcomes) {
        return outcomes.stream().map(outcome -> outcome.without(gallery.gone())).toList();
    }

    private List<ImageId> askedStill() {
        return asked.stream().filter(id -> !gallery.gone().contains(id)).toList();
    }

    private double fill(Ingest ingest, LongConsumer progress) throws ExecutionException, InterruptedException {
        long start = System.nanoTime();
        List<CompletableFuture<?>> stored = new ArrayList<>();
        gallery.forEach(gallery.ids(), (id, bytes) -> {
            String name = gallery.file(id).getFileName().toString();
            return ingest.ingest(bytes, name, name);
        }, (id, done) -> stored.add(done), progress);
        CompletableFuture.allOf(stored.toArray(CompletableFuture[]::new)).get();
        return (System.nanoTime() - start) / NANOS_PER_MILLI / stored.size();
    }

    private static Score score(Questions questions, VectorIndex index) throws ExecutionException, InterruptedException {
        PictureSearch search = new PictureSearch(index, FIVE, Grouping.PICTURE);
        List<Integer> ranks = new ArrayList<>();
        AllCores.forEach(IntStream.range(0, questions.vectors().size()).boxed().toList(), i -> {
            List<ImageId> found = search.nearest(questions.vectors().get(i)).stream().map(Neighbour::source).map(SourcePicture::id).toList();
            return found.indexOf(questions.about().get(i));
        }, ranks::add);
        return new Score(questions.edit(), ranks);
    }
}
