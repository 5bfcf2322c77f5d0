package io.streetmatch.tune;

import io.streetmatch.augment.Variant;
import io.streetmatch.augment.VariantMaker;
import io.streetmatch.batch.AllCores;
import io.streetmatch.embed.Embedder;
import io.streetmatch.embed.EmbeddingException;
import io.streetmatch.image.BadImageException;
import io.streetmatch.image.ImageId;
import io.streetmatch.image.Picture;
import io.streetmatch.image.PictureReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Learns a head from pictures and edited copies of them.
 *
 * <p>Pictures are read, edited and embedded by several threads, a few ahead; only sums and one vector a picture are kept. Not safe for use by
 * several threads.
 *
 * @param reader reads the files
 * @param edits makes the copies; one a picture at least
 * @param model gives features, none below 0
 */
public record HeadLearning(PictureReader reader, VariantMaker edits, Embedder model) {

    /** Longest vectors: their scatter takes 8 bytes times the square, several times over. */
    private static final int LONGEST = 4_096;

    /** What the model gives for a file: the picture first, then its copies; or the reason why it was not read. */
    private record Seen(Path file, List<float[]> features, String reason) {}

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
        NearCopies known = new NearCopies();
        List<String> leftOut = new ArrayList<>(selection.unreadable());
        List<Path> keptBack = new ArrayList<>();
        long[] done = {0};
        forEach(selection.learn(), true, seen -> {
            if (isNew(known, seen, leftOut)) {
                scatter.add(seen.features().stream().map(HeadLearning::roots).toList());
            }
            progress.accept(++done[0]);
        });
        forEach(selection.keptBack(), false, seen -> {
            if (isNew(known, seen, leftOut)) {
                keptBack.add(seen.file());
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

    private static boolean isNew(NearCopies known, Seen seen, List<String> leftOut) {
        if (seen.features().isEmpty()) {
            leftOut.add(seen.file() + ": " + seen.reason());
            return false;
        }
        boolean isNew = known.add(seen.features().get(0));
        if (!isNew) {
            leftOut.add(seen.file() + ": a copy of another picture");
        }
        return isNew;
    }

    /** Non-negative features as the head sees them: the Hellinger map. */
    private static double[] roots(float[] features) {
        double[] roots = new double[features.length];
        for (int i = 0; i < roots.length; i++) {
            roots[i] = Math.sqrt(features[i]);
        }
        return roots;
    }

    private void forEach(List<Path> files, boolean edited, Consumer<Seen> taker)
            throws TuningException, IOException, EmbeddingException, InterruptedException {
        try {
            AllCores.forEach(files, file -> look(file, edited), taker);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException unreadable) {
                throw unreadable;
            }
            if (e.getCause() instanceof EmbeddingException failed) {
                throw failed;
            }
            if (e.getCause() instanceof TuningException useless) {
                throw useless;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private Seen look(Path file, boolean edited) throws IOException, EmbeddingException, TuningException, InterruptedException {
        List<Picture> pictures = new ArrayList<>();
        try {
            byte[] bytes = reader.bytesOf(file);
            Picture picture = reader.read(bytes).pixels();
            pictures.add(model.prepare(picture));
            if (edited) {
                for (Variant copy : edits.variantsOf(ImageId.of(bytes), picture)) {
                    pictures.add(model.prepare(copy.picture()));
                }
            }
        } catch (BadImageException e) {
            return new Seen(file, List.of(), e.getMessage());
        }
        List<float[]> features = model.embed(pictures);
        requireNoneBelowZero(features);
        return new Seen(file, features, "");
    }

    private void requireNoneBelowZero(List<float[]> features) throws TuningException {
        for (float[] vector : features) {
            for (float value : vector) {
                if (value < 0) {
                    throw new TuningException(("The output of the model '%s' has numbers below 0, such as %s. A head is learnt from features that"
                            + " have none, as pooled ReLU maps are: name such an output with model.output.").formatted(model.space().model(), value));
                }
            }
        }
    }
}
