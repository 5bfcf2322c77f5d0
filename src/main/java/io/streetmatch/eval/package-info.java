/**
 * How well would it find these pictures: questions made by editing pictures, asked of a collection that holds them.
 *
 * <p>The edits of the questions are OpenCV's ({@link io.streetmatch.image.Edits}), apart from those that recipes store, so that nothing
 * marks its own homework. A client of {@code search}, like a route.
 */
@NullMarked
package io.streetmatch.eval;

import org.jspecify.annotations.NullMarked;
