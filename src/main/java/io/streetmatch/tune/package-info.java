/**
 * Learning a descriptor head from one's own pictures: edited copies of each, embedded by a model, show what edits change and what tells
 * pictures apart; a linear map that follows from the two in closed form keeps the latter.
 *
 * <p>The only place with EJML. Nothing here touches a collection: a head is a folder, and taking it into use is up to the caller.
 */
@NullMarked
package io.streetmatch.tune;

import org.jspecify.annotations.NullMarked;
