package io.streetmatch.embed;

/**
 * What makes two embeddings comparable: they came from the same model with the same preprocessing.
 *
 * @param model short name for people, such as {@code street} or a folder's name
 * @param fingerprint changes whenever the model's bytes, its head, the chosen output or the preprocessing change
 * @param dimension floats in an embedding
 * @param metric how embeddings of this space are compared
 */
public record EmbeddingSpace(String model, String fingerprint, int dimension, Metric metric) {}
