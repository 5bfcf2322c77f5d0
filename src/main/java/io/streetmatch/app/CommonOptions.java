package io.streetmatch.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What every command takes. */
final class CommonOptions {

    @Option(names = "--data", paramLabel = "DIR", description = "Data folder (key data.dir).")
    private Optional<Path> data = Optional.empty();

    @Option(names = "--conf", paramLabel = "DIR", description = "Folder with application.properties.")
    private Optional<Path> conf = Optional.empty();

    @Option(names = "-D", paramLabel = "KEY=VALUE", description = "Overrides one key of the configuration.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    /** The configuration in force. */
    Settings settings() throws SettingsException {
        Map<String, String> all = new LinkedHashMap<>(overrides);
        data.ifPresent(folder -> all.put(Keys.DATA_DIR.name(), folder.toString()));
        if (conf.isPresent() && !Files.isRegularFile(conf.get().resolve(Settings.FILE_NAME))) {
            throw new SettingsException("There is no %s in '%s', the folder that --conf names.".formatted(Settings.FILE_NAME, conf.get()));
        }
        return Settings.load(confFolder(), System.getenv(), all);
    }

    /** The configuration with another model, which starts without the configured one's output and head unless the command line names them. */
    Settings settings(String model) throws SettingsException {
        Settings settings = settings();
        if (model.equals(settings.get(Keys.MODEL))) {
            return settings;
        }
        Settings other = settings.with(Keys.MODEL, model);
        for (Key<?> key : List.of(Keys.MODEL_OUTPUT, Keys.MODEL_HEAD)) {
            other = overrides.containsKey(key.name()) ? other : other.with(key, key.defaultText());
        }
        return other;
    }

    /** Folder with application.properties. */
    Path confFolder() {
        return conf.orElse(home().resolve("conf"));
    }

    /** These options as they would be written, for another command. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        data.ifPresent(folder -> arguments.addAll(List.of("--data", folder.toString())));
        conf.ifPresent(folder -> arguments.addAll(List.of("--conf", folder.toString())));
        overrides.forEach((key, value) -> arguments.addAll(List.of("-D", key + "=" + value)));
        return arguments;
    }

    /** The same for a command that works on another data folder, with other values of some keys. */
    List<String> arguments(Path otherData, Map<String, String> changed) {
        CommonOptions other = new CommonOptions();
        other.data = Optional.of(otherData);
        other.conf = conf;
        other.overrides.putAll(overrides);
        other.overrides.putAll(changed);
        return other.arguments();
    }

    /** Keys that the command line overrides. */
    Map<String, String> overrides() {
        return overrides;
    }

    /** Where bin/, conf/ and routes/ lie. */
    Path home() {
        return Settings.home(System.getenv());
    }
}
