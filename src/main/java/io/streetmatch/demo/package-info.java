/** Street scenes drawn by the program itself, so that it can be shown, measured and tested where there are no photographs. */
@NullMarked
package io.streetmatch.demo;

import org.jspecify.annotations.NullMarked;
