package io.streetmatch.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.streetmatch.demo.StreetScene;
import io.streetmatch.image.ImageId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class RecipeReaderTest {

    private static final Path SHIPPED = Path.of("augment");

    static Stream<Path> shipped() throws IOException {
        return Files.list(SHIPPED).filter(file -> file.toString().endsWith(".yaml"));
    }

    private static Recipe read(String yaml) throws RecipeException {
        return RecipeReader.read(yaml, "mine", "augment/mine.yaml");
    }

    /** Whether an editor that knows the schema would accept this. */
    private static boolean accepted(String yaml) throws Exception {
        Object document = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(Path.of("conf/recipe.schema.json")));
        return schema.validate(new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(document), InputFormat.JSON).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void shippedRecipesCanBeUsedAndFitTheSchema(Path file) throws Exception {
        try (Macros macros = Macros.allowed(Duration.ofMinutes(1))) {
            Recipe recipe = RecipeReader.read(file, macros);

            assertThat(recipe.description()).isNotBlank();
            assertThat(accepted(Files.readString(file))).isTrue();
            assertThat(new RecipeVariants(recipe).variantsOf(ImageId.of(new byte[0]), StreetScene.draw(1, 200, 150)))
                    .hasSize(recipe.variantCount());
        }
    }

    /** People's collections hang on it: a change here makes every one of them out of date. */
    @Test
    void theArticlesRecipeKeepsItsFingerprint() throws Exception {
        assertThat(RecipeReader.find("article", SHIPPED).fingerprint()).isEqualTo("83f8ac187429");
    }

    @Test
    void theFingerprintChangesWithWhatChangesVariantsAndWithNothingElse() throws Exception {
        String fingerprint = read("variants: [{name: a, edits: [{Rotate: {limit: [-5, 5]}}]}]").fingerprint();

        assertThat(read("# a comment\ndescription: words\nvariants:\n  - name: a\n    edits:\n      - Rotate:\n          limit: [-5.0, 5]\n").fingerprint())
                .isEqualTo(fingerprint);
        for (String other : new String[] {
            "variants: [{name: a, edits: [{Rotate: {limit: [-5, 6]}}]}]",
            "variants: [{name: a, edits: [{Rotate: {limit: [-5, 5], fill: 1}}]}]",
            "variants: [{name: b, edits: [{Rotate: {limit: [-5, 5]}}]}]",
            "variants: [{name: a, count: 2, edits: [{Rotate: {limit: [-5, 5]}}]}]",
            "seed: 1\nvariants: [{name: a, edits: [{Rotate: {limit: [-5, 5]}}]}]",
            "work_size: 500\nvariants: [{name: a, edits: [{Rotate: {limit: [-5, 5]}}]}]"}) {
            assertThat(read(other).fingerprint()).isNotEqualTo(fingerprint);
        }
    }

    @Test
    void anotherSeedAndAnotherPictureDrawOtherParameters() throws Exception {
        String yaml = "variants: [{name: a, count: 2, edits: [{Rotate: {limit: [-180, 180]}}]}]";
        var picture = StreetScene.draw(1, 64, 48);
        var one = new RecipeVariants(read(yaml)).variantsOf(ImageId.of(new byte[] {1}), picture);
        var two = new RecipeVariants(read(yaml)).variantsOf(ImageId.of(new byte[] {2}), picture);
        var seeded = new RecipeVariants(read("seed: 9\n" + yaml)).variantsOf(ImageId.of(new byte[] {1}), picture);

        assertThat(Stream.of(one, two, seeded).flatMap(list -> list.stream().map(Variant::edit))).doesNotHaveDuplicates();
        assertThat(one).extracting(Variant::name).containsExactly("a_0", "a_1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            variants: [{name: a, edits: [{Rotat: {limit: 5}}]}]                         | line 1 | unknown operation 'Rotat'; allowed: Rotate, RandomResizedCrop
            variants: [{name: a, edits: [{Rotate: {limits: 5}}]}]                       | line 1 | unknown key 'limits' of Rotate; allowed: limit, border_mode, fill
            variants: [{name: a, edits: [{Rotate: {limit: [5, -5]}}]}]                  | line 1 | 'limit' of Rotate cannot be used; allowed: [low, high] or one number, from -360 to 360
            variants: [{name: a, edits: [{Rotate: {limit: [-500, 5]}}]}]                | line 1 | from -360 to 360
            variants: [{name: a, edits: [{Rotate: {limit: much}}]}]                     | line 1 | one number
            variants: [{name: a, edits: [{Rotate: {limit: 5, border_mode: wrap}}]}]     | line 1 | constant, replicate, reflect_101
            variants: [{name: a, edits: [{Rotate: {limit: 5, fill: [1, 2]}}]}]          | line 1 | whole numbers from 0 to 255
            variants: [{name: a, edits: [{CoarseDropout: {num_holes_range: 1.5}}]}]     | line 1 | whole numbers from 1 to 100
            variants: [{name: a, edits: [{HorizontalFlip: {p: 1}}]}]                    | line 1 | unknown key 'p' of HorizontalFlip; allowed: none
            variants: [{name: A_b, edits: [HorizontalFlip]}]                            | line 1 | lower-case letters
            variants: [{name: a, edits: []}]                                            | line 1 | list of edits
            variants: [{name: a}]                                                       | line 1 | 'edits' is missing
            variants: [{edits: [HorizontalFlip]}]                                       | line 1 | 'name' is missing
            variants: [{name: a, count: 0, edits: [HorizontalFlip]}]                    | line 1 | whole number from 1 to 1000
            wariants: []                                                                | line 1 | unknown key 'wariants' of the recipe; allowed: description, work_size, seed, variants
            seed: 1                                                                     | mine   | 'variants' is missing
            """)
    void refusesWithLineAndWhatIsAllowedAndSoDoesTheSchema(String yaml, String where, String what) throws Exception {
        assertThatThrownBy(() -> read(yaml)).isInstanceOf(RecipeException.class)
                .hasMessageContaining("augment/mine.yaml").hasMessageContaining(where).hasMessageContaining(what);
        // A JSON schema cannot say that the first of two numbers is the smaller one.
        assertThat(accepted(yaml)).isEqualTo(yaml.contains("[5, -5]"));
    }

    @Test
    void namesTheLineDeepInAFile() {
        assertThatThrownBy(() -> read("variants:\n  - name: a\n    edits:\n      - HorizontalFlip\n      - GaussianBlur: {sigma: 3}\n"))
                .hasMessageContaining("line 5").hasMessageContaining("sigma_limit");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            variants: [                                                            | not YAML
            {a: 1, a: 2}                                                           | twice
            [1, 2]                                                                 | expected the recipe
            variants: [{name: a, edits: [VerticalFlip]}, {name: a, edits: [HorizontalFlip]}] | name 'a' is there twice
            variants: [{name: a, count: 900, edits: [VerticalFlip]}, {name: b, count: 900, edits: [HorizontalFlip]}] | 1,800 variants
            variants: [{name: a, edits: [{Rotate: {}, VerticalFlip: {}}]}]         | there are 2 keys
            """)
    void refusesWhatIsNoRecipe(String yaml, String what) {
        assertThatThrownBy(() -> read(yaml)).isInstanceOf(RecipeException.class).hasMessageContaining(what);
    }

    @Test
    void refusesAnEmptyFileAndNamesTheRecipesThereAre() {
        assertThatThrownBy(() -> read("")).hasMessageContaining("empty");
        assertThatThrownBy(() -> RecipeReader.find("artikle", SHIPPED)).hasMessageContaining("artikle.yaml").hasMessageContaining("article, ").hasMessageContaining(", street");
    }
}
