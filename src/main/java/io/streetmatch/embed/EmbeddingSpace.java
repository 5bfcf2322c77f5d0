package io.streetmatch.embed;

/**
 * What makes two embeddings comparable: they came from the same model with the same preprocessing.
 *
 * @param model short name for people, such as {@code street} or a folder's name
 * @param fingerprint changes whenever the model's bytes, its head, the chosen output or the preprocessing change
 * @param dimension floats in an embedding
 * @param metric how embeddings of this space are compared
 */
public record EmbeddingSpace(String model, String fingerprint, int dimension, Metric metric) {

    /** Whether embeddings of the two can be compared; the model's name is for people and may differ. */
    public boolean isComparableWith(EmbeddingSpace other) {
        return fingerprint.equals(other.fingerprint) && dimension == other.dimension && metric == other.metric;
    }

    /** For people, with all that matters. */
    public String describe() {
        return "model %s (fingerprint %s, dimension %d, metric %s)".formatted(model, fingerprint, dimension, metric);
    }
}
