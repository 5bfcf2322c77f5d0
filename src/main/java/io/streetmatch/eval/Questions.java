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
     * Edits pictures and embeds the copies.
     *
     * @param pictures as read from their files
     * @param ids of the pictures, in the same order; what is drawn by lot hangs on them
     */
    static Questions make(QuestionEdit edit, List<Picture> pictures, List<ImageId> ids, PictureReader reader, Embedder embedder)
            throws BadImageException, EmbeddingException {
        List<float[]> vectors = new ArrayList<>();
        List<Picture> waiting = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            Picture edited = edit.change().apply(pictures.get(i), new Random(ids.get(i).hex().hashCode() * 31L + edit.label().hashCode()));
            waiting.add(embedder.prepare(reader.read(Edits.jpeg(edited, QUALITY)).pixels()));
            if (waiting.size() == BATCH || i == pictures.size() - 1) {
                vectors.addAll(embedder.embed(List.copyOf(waiting)));
                waiting.clear();
            }
        }
        return new Questions(edit, ids, vectors);
    }
}
