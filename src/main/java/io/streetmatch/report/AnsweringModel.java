package io.streetmatch.report;

import io.streetmatch.embed.Embedder;
import io.streetmatch.embed.EmbeddingSpace;
import io.streetmatch.embed.Metric;

/**
 * What made the embedding of a question; distances of answers with different fingerprints cannot be compared.
 *
 * @param name short name for people
 * @param fingerprint of model and preprocessing, see {@link EmbeddingSpace#fingerprint}
 * @param dimension floats in an embedding
 * @param metric how embeddings are compared
 * @param device where the model ran, for people
 */
public record AnsweringModel(String name, String fingerprint, int dimension, Metric metric, String device) {

    /** Describes an embedder. */
    public static AnsweringModel of(Embedder embedder) {
        EmbeddingSpace space = embedder.space();
        return new AnsweringModel(space.model(), space.fingerprint(), space.dimension(), space.metric(), embedder.device());
    }
}
