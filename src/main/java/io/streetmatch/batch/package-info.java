/** Micro-batching with one acknowledgement an item. Knows nothing of pictures, models or indexes. */
@NullMarked
package io.streetmatch.batch;

import org.jspecify.annotations.NullMarked;
