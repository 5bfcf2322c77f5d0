package io.streetmatch.embed;

import io.streetmatch.image.Picture;
import java.util.List;

/** Turns pictures into embeddings. Safe for use by several threads until closed. */
public interface Embedder extends AutoCloseable {

    /** The space that all embeddings of this embedder lie in. */
    EmbeddingSpace space();

    /** The larger side of the model's input, in pixels: less should be kept of no picture. */
    int inputSide();

    /** Where the model runs, for people: {@code CPU, 2 cores} or {@code GPU 0: NVIDIA H100}. */
    String device();

    /**
     * Resizes a picture to the model's input, on the calling thread, so that waiting pictures are small.
     *
     * @return a picture of the model's input size; the same one when it has that size already
     */
    Picture prepare(Picture picture);

    /**
     * Embeds pictures in one run of the model; those that are not {@linkplain #prepare prepared} are prepared first.
     *
     * @return one embedding a picture, in order, each of {@code space().dimension()} finite floats
     * @throws EmbeddingException when the model cannot be run on these pictures
     */
    List<float[]> embed(List<Picture> pictures) throws EmbeddingException;

    /** Releases the model. */
    @Override
    void close();
}
