/** Pixels: reading, identifying, resizing and drawing pictures. The only package that knows OpenCV. */
@NullMarked
package io.streetmatch.image;

import org.jspecify.annotations.NullMarked;
