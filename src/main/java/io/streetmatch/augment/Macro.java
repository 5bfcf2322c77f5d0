package io.streetmatch.augment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * An ImageJ macro that people wrote, run in a process of its own.
 *
 * @param script what is run
 * @param argument what {@code getArgument()} gives
 * @param macros where it is run
 */
record Macro(MacroScript script, String argument, Macros macros) implements Operation {

    private static final int MOST_BYTES = 65_536;
    private static final int LONGEST_ARGUMENT = 1_000;

    static Macro read(Fields fields) throws RecipeException {
        String name = fields.text("file", "[A-Za-z0-9][A-Za-z0-9._-]*\\.ijm",
                "the name of a file that ends with .ijm and lies beside the recipe; letters, digits, '.', '_' and '-'", "");
        String argument = fields.words("argument", LONGEST_ARGUMENT, "");
        fields.end();
        if (name.isEmpty()) {
            throw fields.wrong("the key 'file' of Macro is missing: it names a file beside the recipe, such as foggy.ijm");
        }
        Macros macros = fields.file().macros();
        if (!macros.allowed()) {
            throw fields.wrong("the macro %s is not run, because macros are programs and switched off; set 'augment.macros = true' in "
                    .formatted(name) + "conf/application.properties if you trust it");
        }
        try {
            Path file = fields.file().folder().resolve(name);
            if (Files.size(file) > MOST_BYTES) {
                throw fields.wrong("the macro %s is longer than %,d bytes".formatted(file, MOST_BYTES));
            }
            return new Macro(MacroScript.checked(name, file.toString(), Files.readString(file)), argument, macros);
        } catch (IOException e) {
            throw fields.wrong("the macro %s cannot be read: %s. It must be UTF-8 text beside the recipe".formatted(name, e));
        }
    }

    @Override
    public Edit draw(Random random) {
        // ImageJ takes the seed as a double, which holds 32 bits without loss.
        int seed = random.nextInt();
        String text = argument.isEmpty() ? "" : ", argument=" + argument;
        return new Edit("Macro(file=%s%s, seed=%d)".formatted(script.name(), text, seed), pixels -> macros.run(script, argument, seed, pixels));
    }

    /** For the fingerprint: with all of the script, without where it is run. */
    @Override
    public String toString() {
        return "Macro[%s %s, argument=%s]".formatted(script.name(), script.sha256(), argument);
    }
}
