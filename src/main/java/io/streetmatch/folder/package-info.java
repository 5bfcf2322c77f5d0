/** The data folder of a collection: where everything lies in it, and the lock that lets one daemon at a time work on it. */
@NullMarked
package io.streetmatch.folder;

import org.jspecify.annotations.NullMarked;
