/**
 * What comes out: the answer to a question as JSON and as a contact sheet, and the report beside a file that could not be read.
 *
 * <p>The JSON is a contract with other programs; {@code conf/result.schema.json} and {@code conf/error.schema.json} state it.
 */
@NullMarked
package io.streetmatch.report;

import org.jspecify.annotations.NullMarked;
