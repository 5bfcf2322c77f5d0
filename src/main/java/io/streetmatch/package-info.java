/**
 * Streetmatch: drop a street picture, get the five pictures of a collection that show it.
 *
 * <p>Packages, from top to bottom; arrows point down only, and {@code ArchitectureTest} holds them:
 *
 * <pre>
 * app      Main, Settings, the commands; wires everything and closes it in reverse
 * route    Camel adapters and nothing else              (the only place with org.apache.camel)
 * bench    what this machine can do at best
 * tune     a descriptor head learnt from one's own pictures  (the only place with EJML)
 * eval     how well would it find these pictures: edited copies as questions
 * demo     street scenes drawn by the program, and edits of them
 * search   Ingest and Query: the two use cases, in plain Java
 * transfer a collection as a file: from index to index without embedding again
 * report   the answer: its JSON and its contact sheet
 * index    VectorIndex, EmbeddedIndex, MilvusIndex      (the only place with Lucene and the Milvus client)
 * embed    Embedder, TensorFlowEmbedder, ModelStore     (the only place with DJL and TensorFlow)
 * augment  Recipe, its operations, VariantMaker         (the only place with ImageJ)
 * folder   DataFolder: where everything lies; the lock
 * batch    Batcher: micro-batches with one acknowledgement an item; knows none of the others
 * image    Picture, PictureReader, Canvas, ImageId      (the only place with OpenCV)
 * </pre>
 *
 * <p>The way of one picture: file in the inbox, settled?, read, {@code id = SHA-256}, decode, variants, embed (micro-batch), upsert
 * (micro-batch), and only then does the file move to the archive. One file is one exchange from the drop to the durable write.
 */
package io.streetmatch;
