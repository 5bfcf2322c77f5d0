package io.streetmatch.index;

/**
 * How an {@link EmbeddedIndex} trades exactness, speed and memory.
 *
 * @param exactBelow a collection of fewer vectors is searched exactly; from there on {@link GraphPolicy} says what gets an HNSW graph; at least 1
 * @param hnswM neighbours a node keeps in the graph ({@code M} of Malkov and Yashunin, 2018), 2 to 512
 * @param hnswBeamWidth candidates looked at when a node is added ({@code efConstruction}), 1 to 3200
 * @param searchBreadth candidates looked at by a search in each segment ({@code ef}); larger finds more and takes longer; at least 1
 * @param ramBufferMb heap for vectors that are not written yet, in MiB, 1 to 2000
 */
public record EmbeddedIndexOptions(int exactBelow, int hnswM, int hnswBeamWidth, int searchBreadth, int ramBufferMb) {

    /** Exact below 20,000 vectors; M 16, beam 100, breadth 100; 64 MiB. */
    public static final EmbeddedIndexOptions DEFAULT = new EmbeddedIndexOptions(20_000, 16, 100, 100, 64);

    /** @throws IllegalArgumentException when a value is outside its range */
    public EmbeddedIndexOptions {
        check("exactBelow", exactBelow, 1, Integer.MAX_VALUE);
        check("hnswM", hnswM, 2, 512);
        check("hnswBeamWidth", hnswBeamWidth, 1, 3_200);
        check("searchBreadth", searchBreadth, 1, 10_000);
        check("ramBufferMb", ramBufferMb, 1, 2_000);
    }

    /** The same with another limit for exact search. */
    public EmbeddedIndexOptions withExactBelow(int vectors) {
        return new EmbeddedIndexOptions(vectors, hnswM, hnswBeamWidth, searchBreadth, ramBufferMb);
    }

    private static void check(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException("%s must be between %d and %d, not %d".formatted(name, min, max, value));
        }
    }
}
