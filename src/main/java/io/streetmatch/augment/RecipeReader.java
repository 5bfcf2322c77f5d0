package io.streetmatch.augment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.HashSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads recipes; {@code conf/recipe.schema.json} describes the same for editors. */
public final class RecipeReader {

    /** The most variants of a picture: more would make a mistyped count fill the disk. */
    static final int MOST_VARIANTS = 1_000;

    private static final String ENDING = ".yaml";
    private static final int DEFAULT_WORK_SIZE = 512;

    private RecipeReader() {}

    /** Finds and reads a recipe without macros; see {@link #find(String, Path, Macros)}. */
    public static Recipe find(String recipe, Path folder) throws RecipeException {
        return find(recipe, folder, Macros.OFF);
    }

    /**
     * Finds and reads a recipe.
     *
     * @param recipe name of a file in {@code folder} without its ending, or path of a file
     * @param folder where recipes lie
     * @param macros whether it may have macros, and what runs them
     * @throws RecipeException when there is none, or it cannot be used
     */
    public static Recipe find(String recipe, Path folder, Macros macros) throws RecipeException {
        boolean path = recipe.endsWith(ENDING) || recipe.endsWith(".yml") || recipe.contains("/");
        Path file = path ? Path.of(recipe) : folder.resolve(recipe + ENDING);
        if (!Files.isRegularFile(file)) {
            throw new RecipeException("There is no recipe %s. In %s: %s; 'none' stores no variants.".formatted(file, folder, names(folder)));
        }
        return read(file, macros);
    }

    /** Reads a recipe without macros; see {@link #read(Path, Macros)}. */
    public static Recipe read(Path file) throws RecipeException {
        return read(file, Macros.OFF);
    }

    /**
     * Reads a recipe.
     *
     * @param macros whether it may have macros, and what runs them
     * @throws RecipeException when the file cannot be read or used
     */
    public static Recipe read(Path file, Macros macros) throws RecipeException {
        try {
            String fileName = file.getFileName().toString();
            return read(Files.readString(file), fileName.replaceFirst("\\.ya?ml$", ""),
                    new RecipeFile(file.toString(), file.toAbsolutePath().getParent(), macros));
        } catch (IOException e) {
            throw new RecipeException("%s cannot be read: %s. It must be UTF-8 text.".formatted(file, e));
        }
    }

    /** The operations that a recipe may name. */
    public static Set<String> operations() {
        return Collections.unmodifiableSet(Operations.names());
    }

    /** Reads a recipe without macros from text; {@code where} is for messages. */
    public static Recipe read(String yaml, String name, String where) throws RecipeException {
        return read(yaml, name, new RecipeFile(where, Path.of("."), Macros.OFF));
    }

    private static Recipe read(String yaml, String name, RecipeFile file) throws RecipeException {
        Fields fields = Fields.of(root(yaml, file), "the recipe", file);
        String description = fields.text("description", "(?s).*", "a text", "");
        int workSize = (int) fields.integer("work_size", 64, 4_096, DEFAULT_WORK_SIZE);
        long seed = fields.integer("seed", 0, Long.MAX_VALUE, 0);
        Optional<Node> variants = fields.node("variants");
        fields.end();
        List<VariantPlan> plans = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Node node : file.list(variants.orElseThrow(() -> file.wrong(Optional.empty(), "the key 'variants' is missing")), "variants")) {
            VariantPlan plan = plan(node, file);
            if (!names.add(plan.name())) {
                throw file.wrong(node, "the name '%s' is there twice; give each entry of 'variants' a name of its own".formatted(plan.name()));
            }
            plans.add(plan);
        }
        Recipe recipe = new Recipe(name, description, workSize, seed, plans);
        if (recipe.variantCount() > MOST_VARIANTS) {
            throw file.wrong(Optional.empty(), "%,d variants of each picture are too many; allowed: up to %,d"
                    .formatted(recipe.variantCount(), MOST_VARIANTS));
        }
        return recipe;
    }

    private static VariantPlan plan(Node node, RecipeFile file) throws RecipeException {
        Fields fields = Fields.of(node, "an entry of 'variants'", file);
        // 'original' would be taken for the picture itself; the number behind the name keeps names apart.
        String name = fields.text("name", "[a-z][a-z0-9-]{0,40}", "lower-case letters, digits and '-', up to 41, beginning with a letter", "");
        int count = (int) fields.integer("count", 1, MOST_VARIANTS, 1);
        Optional<Node> edits = fields.node("edits");
        fields.end();
        if (name.isEmpty()) {
            throw file.wrong(node, "the key 'name' is missing: it begins the names of these variants");
        }
        List<Operation> operations = new ArrayList<>();
        for (Node edit : file.list(edits.orElseThrow(() -> file.wrong(node, "the key 'edits' is missing")), "edits")) {
            operations.add(Operations.read(edit, file));
        }
        return new VariantPlan(name, count, List.copyOf(operations));
    }

    private static Node root(String yaml, RecipeFile file) throws RecipeException {
        try {
            return new Compose(LoadSettings.builder().setLabel(file.name()).setSchema(new CoreSchema()).build()).composeString(yaml)
                    .orElseThrow(() -> file.wrong(Optional.empty(), "the file is empty; it needs a list 'variants'"));
        } catch (MarkedYamlEngineException e) {
            throw file.wrong(e.getProblemMark(), "this is not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw file.wrong(Optional.empty(), "this is not YAML: " + e.getMessage());
        }
    }

    private static String names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).filter(file -> file.endsWith(ENDING))
                    .map(file -> file.substring(0, file.length() - ENDING.length())).sorted().collect(Collectors.joining(", "));
        } catch (IOException e) {
            return "nothing that can be read";
        }
    }
}
