package io.streetmatch.app;

import java.util.Optional;
import picocli.CommandLine.Option;

/** Which index a command works on, where it need not be the configured one. */
final class IndexOption {

    @Option(names = "--index", paramLabel = "KIND", description = "embedded or milvus; default: the configured one (key index).")
    private Optional<String> kind = Optional.empty();

    /** The configuration with this choice. */
    Settings in(Settings settings) throws SettingsException {
        return kind.isPresent() ? settings.with(Keys.INDEX, kind.get()) : settings;
    }
}
