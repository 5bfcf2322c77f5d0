package io.streetmatch.eval;

import io.streetmatch.index.VectorIndex;
import io.streetmatch.search.Ingest;
import io.streetmatch.search.Query;

/**
 * An empty collection to try a model and a recipe with.
 *
 * @param model its name, for headings
 * @param recipe its name, for headings
 * @param ingest fills the collection
 * @param query asks it
 * @param index the collection
 */
public record Trial(String model, String recipe, Ingest ingest, Query query, VectorIndex index) {}
