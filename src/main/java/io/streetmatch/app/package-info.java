/** The program: settings, wiring, the daemon and the commands. Opens everything from bottom to top and closes it in reverse. */
@NullMarked
package io.streetmatch.app;

import org.jspecify.annotations.NullMarked;
