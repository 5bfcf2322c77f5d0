package io.streetmatch.eval;

import io.streetmatch.embed.Embedder;
import io.streetmatch.embed.EmbeddingException;
import io.streetmatch.image.BadImageException;
import io.streetmatch.image.ImageId;
import io.streetmatch.image.Picture;
import io.streetmatch.image.PictureReader;
import io.streetmatch.index.IndexUnavailableException;
import io.streetmatch.index.Neighbour;
import io.streetmatch.index.VectorIndex;
import io.streetmatch.report.Grouping;
import io.streetmatch.search.Ingest;
import io.streetmatch.search.PictureSearch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.LongConsumer;

/** Fills collections with pictures and asks them about edited copies. Not safe for use by several threads. */
public final class Evaluation {

    private static final int FIVE = 5;
    private static final double NANOS_PER_MILLI = 1e6;

    private final PictureReader reader;
    private final Map<ImageId, Path> files = new LinkedHashMap<>();
    private final List<ImageId> asked = new ArrayList<>();
    private final List<String> unreadable = new ArrayList<>();

    /**
     * Looks through the pictures; the same picture in two files counts once.
     *
     * @param candidates files of the collection
     * @param most how many of them to ask about, spread evenly
     */
    public Evaluation(PictureReader reader, List<Path> candidates, int most) throws IOException {
        this.reader = reader;
        for (Path file : candidates) {
            try {
                byte[] bytes = reader.bytesOf(file);
                reader.read(bytes);
                files.putIfAbsent(ImageId.of(bytes), file);
            } catch (BadImageException e) {
                unreadable.add(file + ": " + e.getMessage());
            }
        }
        List<ImageId> all = List.copyOf(files.keySet());
        int count = Math.min(most, all.size());
        for (int i = 0; i < count; i++) {
            asked.add(all.get((int) ((long) i * all.size() / count)));
        }
    }

    /** How many pictures the collection gets. */
    public int pictures() {
        return files.size();
    }

    /** How many of them are asked about, with each edit. */
    public int questions() {
        return asked.size();
    }

    /** Files that are no pictures, with the reason. */
    public List<String> unreadable() {
        return unreadable;
    }

    /** The questions as one model sees them; they serve every recipe. */
    public List<Questions> questions(Embedder embedder) throws IOException, BadImageException, EmbeddingException {
        return questions(embedder, done -> {});
    }

    /**
     * The same, saying how far it is.
     *
     * @param progress gets the number of questions that are ready
     */
    public List<Questions> questions(Embedder embedder, LongConsumer progress) throws IOException, BadImageException, EmbeddingException {
        List<Picture> pictures = new ArrayList<>();
        for (ImageId id : asked) {
            pictures.add(reader.read(reader.bytesOf(files.get(id))).pixels());
        }
        List<Questions> questions = new ArrayList<>();
        for (QuestionEdit edit : QuestionEdit.ALL) {
            questions.add(Questions.make(edit, pictures, asked, reader, embedder));
            progress.accept((long) questions.size() * asked.size());
        }
        return questions;
    }

    /**
     * Fills an empty collection and asks.
     *
     * @param model and {@code recipe}: their names
     */
    public Outcome run(String model, String recipe, Ingest ingest, VectorIndex index, List<Questions> questions)
            throws IOException, BadImageException, IndexUnavailableException, InterruptedException, ExecutionException {
        long start = System.nanoTime();
        List<CompletableFuture<?>> stored = new ArrayList<>();
        for (Path file : files.values()) {
            String name = file.getFileName().toString();
            stored.add(ingest.ingest(reader.bytesOf(file), name, name));
        }
        CompletableFuture.allOf(stored.toArray(CompletableFuture[]::new)).get();
        double ingestMillis = (System.nanoTime() - start) / NANOS_PER_MILLI / files.size();
        PictureSearch search = new PictureSearch(index, FIVE, Grouping.PICTURE);
        long searching = System.nanoTime();
        List<Score> scores = new ArrayList<>();
        for (Questions asking : questions) {
            scores.add(score(asking, search));
        }
        double searchMillis = (System.nanoTime() - searching) / NANOS_PER_MILLI / (questions.size() * (double) asked.size());
        return new Outcome(model, recipe, index.size().pictures(), index.size().entries(), ingestMillis, searchMillis, scores);
    }

    private static Score score(Questions questions, PictureSearch search) throws IndexUnavailableException {
        List<Integer> ranks = new ArrayList<>();
        for (int i = 0; i < questions.vectors().size(); i++) {
            List<ImageId> found = search.nearest(questions.vectors().get(i)).stream().map(Neighbour::source).map(source -> source.id()).toList();
            ranks.add(found.indexOf(questions.about().get(i)));
        }
        return new Score(questions.edit(), ranks);
    }
}
