package io.streetmatch.embed;

/** How two embeddings are compared. */
public enum Metric {
    /** Euclidean distance; the article's choice. Distance {@code |a - b|}, similarity {@code 1 / (1 + |a - b|^2)}. */
    L2,
    /** Angle only. Similarity {@code a.b / |a||b|}, distance {@code 1 - similarity}. */
    COSINE,
    /** Inner product. Similarity {@code a.b}, distance {@code -a.b}; a vector need not be its own nearest neighbour. */
    IP
}
