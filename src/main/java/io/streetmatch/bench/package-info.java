/** Measures what this machine can do at best, so that what the program does can be held against it. */
@NullMarked
package io.streetmatch.bench;

import org.jspecify.annotations.NullMarked;
