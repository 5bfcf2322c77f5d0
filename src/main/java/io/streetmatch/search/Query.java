package io.streetmatch.search;

import io.streetmatch.batch.Batcher;
import io.streetmatch.batch.Priority;
import io.streetmatch.embed.Embedder;
import io.streetmatch.image.BadImageException;
import io.streetmatch.image.DecodedPicture;
import io.streetmatch.image.ImageId;
import io.streetmatch.image.Picture;
import io.streetmatch.image.PictureReader;
import io.streetmatch.index.IndexSize;
import io.streetmatch.index.IndexUnavailableException;
import io.streetmatch.index.Neighbour;
import io.streetmatch.index.VectorIndex;
import io.streetmatch.report.Answer;
import io.streetmatch.report.AnsweringModel;
import io.streetmatch.report.Failed;
import io.streetmatch.report.Failure;
import io.streetmatch.report.Found;
import io.streetmatch.report.Grouping;
import io.streetmatch.report.Match;
import io.streetmatch.report.Question;
import io.streetmatch.report.SearchedIndex;
import io.streetmatch.report.Step;
import io.streetmatch.report.Timings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** Finds the pictures of the collection that show what a question shows. Safe for use by several threads. */
public final class Query {

    private final PictureReader reader;
    private final Embedder embedder;
    private final Batcher<Picture, float[]> embedding;
    private final VectorIndex index;
    private final int k;
    private final Grouping grouping;
    private final Clock clock;

    /** Wires the use case; {@code k} matches at most are given. */
    public Query(
            PictureReader reader,
            Embedder embedder,
            Batcher<Picture, float[]> embedding,
            VectorIndex index,
            int k,
            Grouping grouping,
            Clock clock) {
        this.reader = reader;
        this.embedder = embedder;
        this.embedding = embedding;
        this.index = index;
        this.k = k;
        this.grouping = grouping;
        this.clock = clock;
    }

    /**
     * Answers the question that a file asks.
     *
     * @param file to read
     * @param name its name for the answer, path below the probe folder
     * @throws IOException when the file cannot be read
     * @throws InterruptedException while it waits for the embedding
     */
    public Answer ask(Path file, String name) throws IOException, InterruptedException {
        Stopwatch watch = new Stopwatch();
        try {
            byte[] bytes = reader.bytesOf(file);
            return ask(bytes, name, watch.lap());
        } catch (BadImageException e) {
            return new Failed(Question.unread(name), Failure.of(e, Step.READ), clock.instant());
        }
    }

    /**
     * The same for those who can ask again: an index that does not answer is no answer to the question.
     *
     * @throws IndexUnavailableException for what may pass with time
     */
    public Answer askOrWait(Path file, String name) throws IOException, InterruptedException, IndexUnavailableException {
        Stopwatch watch = new Stopwatch();
        try {
            byte[] bytes = reader.bytesOf(file);
            return new Asking(bytes, name).answer(watch.lap());
        } catch (BadImageException e) {
            return new Failed(Question.unread(name), Failure.of(e, Step.READ), clock.instant());
        }
    }

    /**
     * Answers one question; what goes wrong with it is an answer, too.
     *
     * @param bytes of the question's file
     * @param file its name, path below the probe folder
     * @param read how long reading the bytes took
     * @throws InterruptedException while it waits for the embedding
     */
    public Answer ask(byte[] bytes, String file, Duration read) throws InterruptedException {
        Asking asking = new Asking(bytes, file);
        try {
            return asking.answer(read);
        } catch (IndexUnavailableException e) {
            return new Failed(asking.question, new Failure("index_unavailable", e.getMessage(), Step.INDEX), clock.instant());
        }
    }

    /** One question on its way, of which more and more is known. */
    private final class Asking {

        private final byte[] bytes;
        private final String file;
        private Question question;

        Asking(byte[] bytes, String file) {
            this.bytes = bytes;
            this.file = file;
            this.question = Question.undecoded(file, ImageId.of(bytes), bytes.length);
        }

        Answer answer(Duration read) throws InterruptedException, IndexUnavailableException {
            Stopwatch watch = new Stopwatch();
            try {
                DecodedPicture decoded = reader.read(bytes);
                question = Question.decoded(file, ImageId.of(bytes), bytes.length, decoded);
                Duration decode = watch.lap();
                float[] vector = embedding.submit(embedder.prepare(decoded.pixels()), Priority.URGENT).get();
                Duration embed = watch.lap();
                List<Match> matches = matches(vector);
                IndexSize size = index.size();
                Duration search = watch.lap();
                Timings timings = new Timings(read, decode, embed, search, read.plus(watch.total()));
                return new Found(question, AnsweringModel.of(embedder), SearchedIndex.of(index.kind(), size), grouping, matches, timings,
                        clock.instant());
            } catch (BadImageException e) {
                return new Failed(question, Failure.of(e), clock.instant());
            } catch (ExecutionException e) {
                return new Failed(question, new Failure("embedding_failed", String.valueOf(e.getCause().getMessage()), Step.EMBED),
                        clock.instant());
            }
        }
    }

    private List<Match> matches(float[] vector) throws IndexUnavailableException {
        List<Match> matches = new ArrayList<>();
        for (Neighbour neighbour : new PictureSearch(index, k, grouping).nearest(vector)) {
            matches.add(Match.of(matches.size() + 1, neighbour));
        }
        return matches;
    }
}
