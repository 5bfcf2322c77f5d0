/**
 * Moves a collection from index to index without embedding anything again, by way of a file: {@link io.streetmatch.transfer.CollectionWriter}
 * writes it, {@link io.streetmatch.transfer.CollectionReader} reads it, {@link io.streetmatch.transfer.Import} fills an index from it and
 * compares. {@code conf/collection-format.md} describes the file.
 */
@NullMarked
package io.streetmatch.transfer;

import org.jspecify.annotations.NullMarked;
