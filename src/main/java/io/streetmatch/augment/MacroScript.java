package io.streetmatch.augment;

import java.nio.charset.StandardCharsets;

/**
 * The text of a macro that keeps to {@link MacroRules}.
 *
 * @param name of its file
 * @param text of the whole file
 */
record MacroScript(String name, String text) {

    /**
     * Checks a macro without running it.
     *
     * @param where its file, for messages
     * @throws RecipeException at the first thing it may not do; the message names file and line
     */
    static MacroScript checked(String name, String where, String text) throws RecipeException {
        MacroRules.check(where, text);
        return new MacroScript(name, text);
    }

    String sha256() {
        return Recipe.hex(text.getBytes(StandardCharsets.UTF_8));
    }
}
