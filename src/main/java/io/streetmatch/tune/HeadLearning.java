package io.streetmatch.tune;

import io.streetmatch.augment.Variant;
import io.streetmatch.augment.VariantMaker;
import io.streetmatch.embed.Embedder;
import io.streetmatch.embed.EmbeddingException;
import io.streetmatch.image.BadImageException;
import io.streetmatch.image.ImageId;
import io.streetmatch.image.Picture;
import io.streetmatch.image.PictureReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;

/**
 * Learns a head from pictures and edited copies of them.
 *
 * <p>Pictures are read and edited by several threads, a few ahead; only sums and one vector a picture are kept. Not safe for use by
 * several threads.
 *
 * @param reader reads the files
 * @param edits makes the copies; one a picture at least
 * @param model gives features, none below 0
 */
public record HeadLearning(PictureReader reader, VariantMaker edits, Embedder model) {

    /** Longest vectors: their scatter takes 8 bytes times the square, several times over. */
    private static final int LONGEST = 4_096;

    private static final int AHEAD = 4;

    /** A file as it is read: the picture first, then its copies; or the reason why it was not. */
    private record Read(Path file, List<Picture> pictures, String reason) {}

    /**
     * Learns from the pictures of a selection.
     *
     * @param dimension floats of a descriptor at most
     * @param progress gets the number of pictures looked at
     * @throws TuningException when there are too few pictures, or the model's output is of no use here
     * @throws IOException when a file cannot be read for another reason than that it is no picture
     * @throws InterruptedException when the thread is interrupted meanwhile
     */
    public Lesson learn(Selection selection, int dimension, LongConsumer progress)
            throws TuningException, IOException, EmbeddingException, InterruptedException {
        int size = model.space().dimension();
        if (size > LONGEST) {
            throw new TuningException("The model gives %,d floats; a head can be learnt for up to %,d. Choose another output with model.output."
                    .formatted(size, LONGEST));
        }
        Scatter scatter = new Scatter(size);
        NearCopies seen = new NearCopies();
        List<String> leftOut = new ArrayList<>(selection.unreadable());
        List<Path> keptBack = new ArrayList<>();
        long[] done = {0};
        readAhead(selection.learn(), true, read -> {
            List<float[]> features = features(read, leftOut);
            if (!features.isEmpty() && isNew(seen, read.file(), features.get(0), leftOut)) {
                scatter.add(features.stream().map(HeadLearning::roots).toList());
            }
            progress.accept(++done[0]);
        });
        readAhead(selection.keptBack(), false, read -> {
            List<float[]> features = features(read, leftOut);
            if (!features.isEmpty() && isNew(seen, read.file(), features.get(0), leftOut)) {
                keptBack.add(read.file());
            }
            progress.accept(++done[0]);
        });
        Lesson.requireEnough(scatter.groups(), keptBack.size(), leftOut.size());
        try {
            return new Lesson(Discriminants.fit(scatter, Math.min(dimension, size)).head(), (int) scatter.groups(), (int) scatter.vectors(), keptBack,
                    leftOut);
        } catch (IllegalArgumentException e) {
            throw new TuningException("Nothing can be learnt from these pictures: " + e.getMessage() + ".");
        }
    }

    private static boolean isNew(NearCopies seen, Path file, float[] features, List<String> leftOut) {
        boolean isNew = seen.add(features);
        if (!isNew) {
            leftOut.add(file + ": a copy of another picture");
        }
        return isNew;
    }

    private List<float[]> features(Read read, List<String> leftOut) throws EmbeddingException, TuningException {
        if (read.pictures().isEmpty()) {
            leftOut.add(read.file() + ": " + read.reason());
            return List.of();
        }
        List<float[]> features = model.embed(read.pictures());
        for (float[] vector : features) {
            for (float value : vector) {
                if (value < 0) {
                    throw new TuningException(("The output of the model '%s' has numbers below 0, such as %s. A head is learnt from features that"
                            + " have none, as pooled ReLU maps are: name such an output with model.output.").formatted(model.space().model(), value));
                }
            }
        }
        return features;
    }

    /** Non-negative features as the head sees them: the Hellinger map. */
    private static double[] roots(float[] features) {
        double[] roots = new double[features.length];
        for (int i = 0; i < roots.length; i++) {
            roots[i] = Math.sqrt(features[i]);
        }
        return roots;
    }

    /** What is done with each file, on the calling thread. */
    @FunctionalInterface
    private interface Step {
        void take(Read read) throws TuningException, EmbeddingException;
    }

    private void readAhead(List<Path> files, boolean edited, Step step)
            throws TuningException, IOException, EmbeddingException, InterruptedException {
        int threads = Runtime.getRuntime().availableProcessors();
        ExecutorService readers = Executors.newFixedThreadPool(threads);
        try {
            Deque<Future<Read>> underWay = new ArrayDeque<>();
            Iterator<Path> next = files.iterator();
            while (next.hasNext() || !underWay.isEmpty()) {
                while (next.hasNext() && underWay.size() < threads + AHEAD) {
                    underWay.add(readers.submit(reading(next.next(), edited)));
                }
                step.take(underWay.remove().get());
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            readers.shutdownNow();
        }
    }

    private Callable<Read> reading(Path file, boolean edited) {
        return () -> {
            try {
                byte[] bytes = reader.bytesOf(file);
                Picture picture = reader.read(bytes).pixels();
                List<Picture> pictures = new ArrayList<>(List.of(model.prepare(picture)));
                if (edited) {
                    for (Variant copy : edits.variantsOf(ImageId.of(bytes), picture)) {
                        pictures.add(model.prepare(copy.picture()));
                    }
                }
                return new Read(file, pictures, "");
            } catch (BadImageException e) {
                return new Read(file, List.of(), e.getMessage());
            }
        };
    }
}
