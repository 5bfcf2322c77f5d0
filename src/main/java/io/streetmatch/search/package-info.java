/**
 * The two use cases, in plain Java: {@link io.streetmatch.search.Ingest} takes a picture into the collection,
 * {@link io.streetmatch.search.Query} finds the best matches of one. Routes and commands are clients of this package.
 */
@NullMarked
package io.streetmatch.search;

import org.jspecify.annotations.NullMarked;
