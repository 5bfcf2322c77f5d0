package io.streetmatch.app;

import io.streetmatch.augment.Macros;
import io.streetmatch.augment.RecipeException;
import io.streetmatch.augment.RecipeReader;
import io.streetmatch.augment.RecipeVariants;
import io.streetmatch.augment.VariantMaker;
import io.streetmatch.folder.DataFolder;
import io.streetmatch.image.ReadLimits;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The configuration in force: the command line wins over {@code STREETMATCH_...} variables, these over
 * {@code conf/application.properties}, that over the defaults. Checked as a whole when it is loaded; immutable.
 *
 * <p>Keys that begin with {@code camel.} are handed to Apache Camel, keys that begin with {@code route.} to people's own routes as
 * {@code {{route.something}}}; every other key must be known.
 */
final class Settings {

    /** Name of the file in the conf folder. */
    static final String FILE_NAME = "application.properties";

    private static final String VARIABLE_PREFIX = "STREETMATCH_";

    private static final String ROUTE_PREFIX = "route.";

    /** Variables of the launchers, not keys. */
    private static final List<String> LAUNCHER_VARIABLES =
            List.of("STREETMATCH_HOME", "STREETMATCH_JAVA_OPTS", "STREETMATCH_MILVUS_PATIENCE");

    private record Origin(String text, String where) {}

    private final Map<Key<?>, Object> values;
    private final Map<String, String> passedOn;
    private final Path home;

    private Settings(Map<Key<?>, Object> values, Map<String, String> passedOn, Path home) {
        this.values = values;
        this.passedOn = passedOn;
        this.home = home;
    }

    /**
     * Loads and checks everything.
     *
     * @param conf folder with {@value #FILE_NAME}; a file that is not there means defaults
     * @param environment the process's environment
     * @param overrides key and value from the command line
     * @throws SettingsException at the first key or value that cannot be used
     */
    static Settings load(Path conf, Map<String, String> environment, Map<String, String> overrides) throws SettingsException {
        Map<String, Origin> texts = new TreeMap<>();
        Path file = conf.resolve(FILE_NAME);
        for (Map.Entry<String, String> entry : read(file).entrySet()) {
            texts.put(entry.getKey(), new Origin(entry.getValue(), file.toString()));
        }
        Set<String> routeKeys = Stream.concat(texts.keySet().stream(), overrides.keySet().stream()).filter(Settings::isForRoutes)
                .collect(Collectors.toSet());
        for (Map.Entry<String, String> entry : variables(environment, routeKeys).entrySet()) {
            texts.put(entry.getKey(), new Origin(entry.getValue(), "the environment variable " + variableName(entry.getKey())));
        }
        overrides.forEach((key, value) -> texts.put(key, new Origin(value, "the command line")));
        return check(texts, home(environment));
    }

    /** The value of a key. */
    @SuppressWarnings("unchecked") // check() put the parser's own result there
    <T> T get(Key<T> key) {
        return (T) values.get(key);
    }

    /** The data folder in force. */
    DataFolder dataFolder() {
        return DataFolder.at(Path.of(get(Keys.DATA_DIR)));
    }

    /** What may be read as a picture. */
    ReadLimits readLimits() {
        return new ReadLimits(get(Keys.IMAGE_MAX_PIXELS), get(Keys.IMAGE_MAX_BYTES));
    }

    /** Where the recipes lie. */
    Path recipesFolder() {
        return get(Keys.AUGMENT_DIR).map(Path::of).orElse(home.resolve("augment"));
    }

    /** What makes the variants that are stored. */
    VariantMaker variants() throws SettingsException {
        return variants(get(Keys.AUGMENT_RECIPE));
    }

    /** Name or path of the recipe in force; {@code auto} is the one that is worth its cost for the model, as measured by {@code eval}. */
    String recipe() {
        return recipe(get(Keys.AUGMENT_RECIPE));
    }

    private String recipe(String configured) {
        if (!configured.equals(Keys.AUTO_RECIPE)) {
            return configured;
        }
        return switch (get(Keys.MODEL)) {
            case "street" -> "street";
            case "imagenet" -> "thorough";
            // Nobody has measured what a model of somebody's own needs.
            default -> Keys.NO_RECIPE;
        };
    }

    /** What makes the variants of a recipe, by its name or path, or {@code auto}. */
    VariantMaker variants(String recipe) throws SettingsException {
        String used = recipe(recipe);
        if (used.equals(Keys.NO_RECIPE)) {
            return VariantMaker.NONE;
        }
        try {
            return new RecipeVariants(RecipeReader.find(used, recipesFolder(), macros()));
        } catch (RecipeException e) {
            throw new SettingsException(e.getMessage());
        }
    }

    /** Whether recipes may have macros, and what runs them; to be closed, as a part of what makes the variants or by itself. */
    Macros macros() {
        return get(Keys.AUGMENT_MACROS) ? Macros.allowed(get(Keys.AUGMENT_MACRO_TIMEOUT)) : Macros.OFF;
    }

    /** Where bin/, conf/, routes/ and augment/ lie. */
    static Path home(Map<String, String> environment) {
        return Path.of(environment.getOrDefault("STREETMATCH_HOME", "."));
    }

    /** The same with one key changed. */
    Settings with(Key<?> key, String text) throws SettingsException {
        Map<Key<?>, Object> changed = new HashMap<>(values);
        changed.put(key, parse(key, new Origin(text, "the program")));
        return new Settings(changed, passedOn, home);
    }

    /** Keys for Camel and for people's own routes, as they were written. */
    Map<String, String> passedOn() {
        return passedOn;
    }

    /** The environment variable that overrides a key: {@code search.k} is {@code STREETMATCH_SEARCH_K}. */
    static String variableName(String key) {
        return VARIABLE_PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    private static Settings check(Map<String, Origin> texts, Path home) throws SettingsException {
        Map<String, String> passedOn = new LinkedHashMap<>();
        for (Map.Entry<String, Origin> entry : texts.entrySet()) {
            String name = entry.getKey();
            if (name.startsWith("camel.") || isForRoutes(name)) {
                passedOn.put(name, entry.getValue().text());
            } else if (Keys.ALL.stream().noneMatch(key -> key.name().equals(name))) {
                throw new SettingsException("Unknown key '%s' in %s.%s".formatted(name, entry.getValue().where(), hint(name)));
            }
        }
        Map<Key<?>, Object> values = new HashMap<>();
        for (Key<?> key : Keys.ALL) {
            Origin origin = Optional.ofNullable(texts.get(key.name())).orElseGet(() -> new Origin(key.defaultText(), "the defaults"));
            values.put(key, parse(key, origin));
        }
        Settings settings = new Settings(values, Map.copyOf(passedOn), home);
        Optional<MilvusSettings.Contradiction> contradiction = new MilvusSettings(settings).contradiction();
        if (contradiction.isPresent()) {
            Key<?> key = contradiction.get().key();
            throw new SettingsException("'%s' in %s cannot be used. %s".formatted(key.name(),
                    Optional.ofNullable(texts.get(key.name())).map(Origin::where).orElse("the defaults"), contradiction.get().reason()));
        }
        return settings;
    }

    private static Object parse(Key<?> key, Origin origin) throws SettingsException {
        try {
            return key.parser().apply(origin.text().strip());
        } catch (IllegalArgumentException e) {
            throw new SettingsException("'%s = %s' in %s cannot be used. Allowed: %s; the default is '%s'."
                    .formatted(key.name(), withoutLogin(origin.text()), origin.where(), key.allowed(), key.defaultText()));
        }
    }

    /** Addresses may be written as {@code http://user:password@host}: what is in front of the host is nobody's business. */
    private static String withoutLogin(String text) {
        return text.replaceAll("://[^/\\s]*@", "://...@");
    }

    private static Map<String, String> read(Path file) throws SettingsException {
        if (!Files.exists(file)) {
            return Map.of();
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new SettingsException("%s cannot be read: %s. It must be UTF-8 text with lines 'key = value'.".formatted(file, e.getMessage()));
        }
        return properties.stringPropertyNames().stream().collect(Collectors.toMap(name -> name, properties::getProperty));
    }

    private static boolean isForRoutes(String name) {
        return name.startsWith(ROUTE_PREFIX);
    }

    /**
     * Keys that are set by variables.
     *
     * @param routeKeys those that are set elsewhere: variables are told by them, for people spell such keys as they like
     */
    private static Map<String, String> variables(Map<String, String> environment, Set<String> routeKeys) throws SettingsException {
        Map<String, String> byVariable = Stream.concat(Keys.ALL.stream().map(Key::name), routeKeys.stream())
                .collect(Collectors.toMap(Settings::variableName, name -> name, (one, other) -> one));
        Map<String, String> texts = new HashMap<>();
        for (Map.Entry<String, String> entry : environment.entrySet()) {
            String variable = entry.getKey();
            if (!variable.startsWith(VARIABLE_PREFIX) || LAUNCHER_VARIABLES.contains(variable)) {
                continue;
            }
            String key = byVariable.get(variable);
            if (key == null) {
                key = variable.substring(VARIABLE_PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '.');
                if (!isForRoutes(key)) {
                    throw new SettingsException("The environment variable %s stands for no key.%s".formatted(variable, hint(key)));
                }
            }
            texts.put(key, entry.getValue());
        }
        return texts;
    }

    private static String hint(String name) {
        return Keys.ALL.stream().map(Key::name)
                .filter(known -> distance(known.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT)) <= 3)
                .min((a, b) -> Integer.compare(distance(a, name), distance(b, name)))
                .map(known -> " Did you mean '%s' (environment: %s)?".formatted(known, variableName(known)))
                .orElse(" conf/" + FILE_NAME + " lists every key; your own keys for routes begin with 'route.'.");
    }

    /** Levenshtein distance. */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
