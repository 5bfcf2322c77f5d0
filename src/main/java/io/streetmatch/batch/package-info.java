/** Micro-batching with one acknowledgement an item, and work on all cores. Knows nothing of pictures, models or indexes. */
@NullMarked
package io.streetmatch.batch;

import org.jspecify.annotations.NullMarked;
