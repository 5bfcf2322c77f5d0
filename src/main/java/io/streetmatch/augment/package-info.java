/**
 * Recipes: which edited copies of a picture are stored beside it, and how ImageJ makes them.
 *
 * <p>A {@link io.streetmatch.augment.Recipe} is read from a file in {@code augment/} by {@link io.streetmatch.augment.RecipeReader}. It
 * holds operations with ranges; for a picture each range is drawn once, from a seed that hangs on the recipe, the picture's id and the
 * variant's name and on nothing else. The same picture, recipe and seed therefore give the same bytes, whatever the thread, the order or
 * the machine: random numbers come from {@link java.util.Random}, whose sequence its documentation fixes, and angles go through
 * {@link java.lang.StrictMath}.
 *
 * <p>Operations and their keys have the names of Albumentations (albumentations.ai). Pixels are ImageJ's: an operation uses
 * {@code ij.process.ColorProcessor} wherever ImageJ has it, and code of this package only where it has not (affine and perspective
 * warps, borders that continue the picture, noise with a seed of its own).
 *
 * <p>The only place with {@code ij.*}. To add an operation: a record that implements {@code Operation}, one line in {@code Operations},
 * its keys in {@code conf/recipe.schema.json}, and a comparison with an independent implementation in {@code OperationsTest}.
 */
@NullMarked
package io.streetmatch.augment;

import org.jspecify.annotations.NullMarked;
