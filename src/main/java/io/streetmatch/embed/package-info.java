/** From pictures to vectors: models, where they come from, and running them. The only package that knows DJL and TensorFlow. */
@NullMarked
package io.streetmatch.embed;

import org.jspecify.annotations.NullMarked;
