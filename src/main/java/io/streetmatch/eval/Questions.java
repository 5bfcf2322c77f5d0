package io.streetmatch.eval;

import io.streetmatch.embed.Embedder;
import io.streetmatch.embed.EmbeddingException;
import io.streetmatch.image.BadImageException;
import io.streetmatch.image.Edits;
import io.streetmatch.image.ImageId;
import io.streetmatch.image.Picture;
import io.streetmatch.image.PictureReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Questions about pictures of a collection, embedded by one model.
 *
 * @param edit what was done to them
 * @param about the picture that each should find
 * @param vectors one a question
 */
public record Questions(QuestionEdit edit, List<ImageId> about, List<float[]> vectors) {

    /** Edited copies come as files, as a person would have them (JPEG quality). */
    private static final int QUALITY = 90;

    private static final int BATCH = 16;

    /**
     * The embeddings of all edited copies of one picture, in the order of {@link QuestionEdit#ALL}.
     *
     * @param id of the picture; what is drawn by lot hangs on it alone
     * @param bytes of its file
     * @param reader for the input of the model
     */
    static List<float[]> embedded(ImageId id, byte[] bytes, PictureReader reader, Embedder embedder)
            throws BadImageException, EmbeddingException, InterruptedException {
        Picture picture = reader.read(bytes).pixels();
        int lot = id.hex().hashCode();
        List<Picture> copies = new ArrayList<>();
        for (QuestionEdit edit : QuestionEdit.ALL) {
            Picture copy = edit.change().apply(picture, new Random(lot * 31L + edit.label().hashCode()));
            copies.add(embedder.prepare(reader.read(Edits.jpeg(copy, QUALITY)).pixels()));
        }
        List<float[]> vectors = new ArrayList<>();
        for (int from = 0; from < copies.size(); from += BATCH) {
            vectors.addAll(embedder.embed(copies.subList(from, Math.min(from + BATCH, copies.size()))));
        }
        return vectors;
    }
}
