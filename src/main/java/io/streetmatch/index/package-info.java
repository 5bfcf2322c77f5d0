/** Where embeddings are kept and searched. The only package that knows Lucene. */
@NullMarked
package io.streetmatch.index;

import org.jspecify.annotations.NullMarked;
