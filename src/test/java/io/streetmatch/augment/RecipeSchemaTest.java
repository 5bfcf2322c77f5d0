package io.streetmatch.augment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** The reader beside {@code conf/recipe.schema.json}: what one accepts the other accepts, for every key and all sorts of values. */
class RecipeSchemaTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** All sorts of values, as one would write them. */
    private static final List<String> VALUES = List.of("0", "1", "2", "-1", "0.5", "-0.5", ".5", "+3", "2.0", "1e1", "1e3", "64", "65", "63",
            "100", "101", "255", "256", "360", "361", "-360", "-361", "60", "61", "-60", "50", "51", "0.32", "0.33", "0.01", "0.009", "0.1",
            "0.09", "10", "10.1", "5", "5.1", "-1.1", "1000", "1001", "4096", "4097", "9223372036854775807", "9223372036854775808",
            "1e400", ".inf", "-.inf", ".nan", "true", "null", "~", "", "\"\"", "\"5\"", "'0.5'", "much", "\"a b\"", "constant", "Constant",
            "replicate", "reflect_101", "reflect", "[]", "[1]", "[0.5]", "[0.1, 0.2]", "[1, 2]", "[1.0, 2]", "[1.5, 2]", "[0, 0]", "[1, 2, 3]",
            "[0, 128, 255]", "[0, 128, 256]", "[1, 2, 3, 4]", "[-1, 0, 1]", "[-1, 1]", "[\"1\", 2]", "[[1, 2]]", "[null, 1]", "{}", "{a: 1}",
            "[true, 1]", "[-360, 360]", "[-361, 0]", "[0, 361]", "mine", "Mine", "m-1", "m_1", "1m", "a.ijm", "../a.ijm", "\"a.ijm \"");

    private static JsonSchema schema() throws IOException {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(Files.readString(Path.of("conf/recipe.schema.json")));
    }

    private static JsonNode schemaTree() throws IOException {
        return JSON.readTree(Files.readString(Path.of("conf/recipe.schema.json")));
    }

    private static JsonNode operations() throws IOException {
        return schemaTree().at("/$defs/edit/oneOf/1/properties");
    }

    /** A recipe with a gap for the value of one key. */
    static Stream<String> keys() throws IOException {
        List<String> gaps = new ArrayList<>(List.of("%s", "variants: %s", "variants: [%s]", "variants: [{name: a, edits: %s}]",
                "variants: [{name: a, edits: [%s]}]", "variants: [{name: %s, edits: [VerticalFlip]}]",
                "variants: [{name: a, count: %s, edits: [VerticalFlip]}]", "seed: %s\nvariants: [{name: a, edits: [VerticalFlip]}]",
                "work_size: %s\nvariants: [{name: a, edits: [VerticalFlip]}]", "description: %s\nvariants: [{name: a, edits: [VerticalFlip]}]",
                "sead: %s\nvariants: [{name: a, edits: [VerticalFlip]}]"));
        operations().properties().stream().filter(operation -> !operation.getKey().equals("Macro")).forEach(operation -> {
            gaps.add("variants: [{name: a, edits: [{%s: %%s}]}]".formatted(operation.getKey()));
            gaps.add("variants: [{name: a, edits: [{%s: {p: %%s}}]}]".formatted(operation.getKey()));
            operation.getValue().path("properties").fieldNames().forEachRemaining(key ->
                    gaps.add("variants: [{name: a, edits: [{%s: {%s: %%s}}]}]".formatted(operation.getKey(), key)));
        });
        return gaps.stream();
    }

    @ParameterizedTest
    @MethodSource("keys")
    void acceptAndRefuseTheSame(String gap) throws IOException {
        JsonSchema schema = schema();
        List<String> differences = new ArrayList<>();
        for (String value : VALUES) {
            String yaml = gap.formatted(value);
            boolean reader = read(yaml);
            if (reader != fits(schema, yaml)) {
                differences.add("%s: %s by the reader".formatted(value, reader ? "accepted" : "refused"));
            }
        }
        assertThat(differences).isEmpty();
    }

    private static boolean read(String yaml) {
        try {
            RecipeReader.read(yaml, "mine", "mine.yaml");
            return true;
        } catch (RecipeException e) {
            assertThat(e).hasMessageMatching("(?s)mine\\.yaml[,:] .*\\.");
            return false;
        }
    }

    private static boolean fits(JsonSchema schema, String yaml) {
        Object document = new Load(LoadSettings.builder().setSchema(new CoreSchema()).build()).loadFromString(yaml);
        try {
            return schema.validate(JSON.valueToTree(document)).isEmpty();
        } catch (NumberFormatException e) {
            // JSON has no such number.
            return false;
        }
    }

    @Test
    void haveTheSameOperationsWithAndWithoutKeys() throws IOException {
        TreeSet<String> named = new TreeSet<>();
        schemaTree().at("/$defs/edit/oneOf/0/enum").forEach(name -> named.add(name.asText()));
        TreeSet<String> withKeys = new TreeSet<>();
        operations().fieldNames().forEachRemaining(withKeys::add);

        assertThat(withKeys).isEqualTo(new TreeSet<>(Operations.names()));
        named.add("Macro");
        assertThat(named).isEqualTo(withKeys);
    }

    /** The schema tells people what holds where they write nothing. */
    @Test
    void agreeOnTheDefaults() throws Exception {
        for (var operation : operations().properties()) {
            if (operation.getKey().equals("Macro")) {
                continue;
            }
            StringBuilder keys = new StringBuilder();
            for (var key : operation.getValue().path("properties").properties()) {
                JsonNode own = key.getValue();
                JsonNode value = own.has("default") ? own.get("default") : schemaTree().at(own.path("$ref").asText().substring(1)).path("default");
                keys.append(keys.isEmpty() ? "" : ", ").append(key.getKey()).append(": ").append(value);
            }
            assertThat(fingerprint("{%s: {%s}}".formatted(operation.getKey(), keys))).as(operation.getKey())
                    .isEqualTo(fingerprint(operation.getKey()));
        }
    }

    private static String fingerprint(String edit) throws RecipeException {
        return RecipeReader.read("variants: [{name: a, edits: [%s]}]".formatted(edit), "mine", "mine.yaml").fingerprint();
    }
}
