/**
 * Camel adapters, and nothing else: what the files in {@code routes/} refer to by name. The only package that knows Camel.
 *
 * <p>The adapters are no Camel services on purpose: a route that is reloaded stops the services it refers to, and model, index and
 * batchers must outlive that.
 */
@NullMarked
package io.streetmatch.route;

import org.jspecify.annotations.NullMarked;
