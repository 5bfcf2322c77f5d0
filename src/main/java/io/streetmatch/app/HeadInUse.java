package io.streetmatch.app;

import io.streetmatch.index.VectorIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes a head into use: writes it into the configuration and brings the collection to it.
 *
 * @param options of the command
 * @param model the model that the head was learnt for, where the command line says another than the configuration may
 */
record HeadInUse(CommonOptions options, Optional<String> model) {

    /**
     * Makes sure that a line in the file would take effect.
     *
     * @param output of the model that must be set, if one must
     * @throws SettingsException with the reason why it would not
     */
    void requirePossible(Optional<String> output) throws SettingsException {
        Path file = file().file();
        String configured = options.settings().get(Keys.MODEL);
        if (model.isPresent() && !model.get().equals(configured)) {
            throw new SettingsException(("--apply: the head would be for model = %s, and model = %s is in use. Set model = %s in %s first,"
                    + " or leave --apply away.").formatted(model.get(), configured, model.get(), file));
        }
        for (String key : options.overrides().keySet()) {
            if (key.startsWith("model") || key.equals(Keys.PREPROCESS.name())) {
                throw new SettingsException(("--apply: %s is set on the command line, and would be another without it. Write it into %s"
                        + " instead of -D %s=..., or leave --apply away.").formatted(key, file, key));
            }
        }
        for (Key<?> key : keys(output)) {
            String variable = Settings.variableName(key.name());
            if (System.getenv().containsKey(variable)) {
                throw new SettingsException(("--apply: %s is set by the environment variable %s, which is stronger than %s. Unset it, or"
                        + " leave --apply away and set the variable yourself.").formatted(key.name(), variable, file));
            }
        }
    }

    /**
     * Does it.
     *
     * @return the exit code of the reindexing
     */
    int take(Path head, Optional<String> output) throws Exception {
        Map<String, String> values = new LinkedHashMap<>();
        output.ifPresent(name -> values.put(Keys.MODEL_OUTPUT.name(), name));
        values.put(Keys.MODEL_HEAD.name(), head.toString());
        ConfigurationFile.Change change = file().set(values);
        if (!options.settings().get(Keys.MODEL_HEAD).equals(head.toString())) {
            throw new IOException("%s was written, but model.head is not %s there. Look at the file.".formatted(file().file(), head));
        }
        System.out.printf("%nChanged in %s:%n", file().file());
        change.lines().forEach(line -> System.out.println("  " + line));
        change.former().ifPresent(former -> System.out.println("The former file is " + former));
        if (!hasCollection(options.settings())) {
            System.out.println("There is no collection yet; pictures that are taken in from now on are described by the new head.");
            return 0;
        }
        System.out.println("Bringing the collection to the new head; interrupted, bin/streetmatch reindex goes on.");
        return new Reindexing(options.settings(), false).run();
    }

    private static boolean hasCollection(Settings settings) throws Exception {
        Optional<VectorIndex> collection = new Indexes(settings).asItIs(settings.dataFolder());
        collection.ifPresent(VectorIndex::close);
        return collection.isPresent();
    }

    private ConfigurationFile file() {
        return new ConfigurationFile(options.confFolder().resolve(Settings.FILE_NAME));
    }

    private static List<Key<?>> keys(Optional<String> output) {
        return output.isPresent() ? List.of(Keys.MODEL_HEAD, Keys.MODEL_OUTPUT) : List.of(Keys.MODEL_HEAD);
    }
}
