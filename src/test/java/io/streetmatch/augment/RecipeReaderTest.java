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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class RecipeReaderTest {

    private static final Path SHIPPED = Path.of("augment");

    private final Macros macros = Macros.allowed(Duration.ofMinutes(2));

    @AfterEach
    void close() {
        macros.close();
    }

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
        Recipe recipe = RecipeReader.read(file, macros);

        assertThat(recipe.description()).isNotBlank();
        assertThat(accepted(Files.readString(file))).isTrue();
        assertThat(new RecipeVariants(recipe).variantsOf(ImageId.of(new byte[0]), StreetScene.draw(1, 200, 150)))
                .hasSize(recipe.variantCount());
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
            variants: [{name: a, edits: [{Rotat: {limit: 5}}]}]                         | line 1 | unknown operation 'Rotat'; allowed: Rotate, Crop, RandomResizedCrop
            variants: [{name: a, edits: [{Rotate: {limits: 5}}]}]                       | line 1 | unknown key 'limits' of Rotate; allowed: limit, border_mode, fill
            variants: [{name: a, edits: [{Rotate: {limit: [5, -5]}}]}]                  | line 1 | 'limit' of Rotate cannot be used; allowed: [low, high] or one number, from -360 to 360
            variants: [{name: a, edits: [{Rotate: {limit: [-500, 5]}}]}]                | line 1 | from -360 to 360
            variants: [{name: a, edits: [{Rotate: {limit: much}}]}]                     | line 1 | one number
            variants: [{name: a, edits: [{Rotate: {limit: 5, border_mode: wrap}}]}]     | line 1 | constant, replicate, reflect_101
            variants: [{name: a, edits: [{Rotate: {limit: 5, fill: [1, 2]}}]}]          | line 1 | whole numbers from 0 to 255
            variants: [{name: a, edits: [{CoarseDropout: {num_holes_range: 1.5}}]}]     | line 1 | whole numbers from 1 to 100
            variants: [{name: a, edits: [{Crop: {x_min: 12}}]}]                         | line 1 | 'x_min' of Crop cannot be used; allowed: a number from 0 to 0.99
            variants: [{name: a, edits: [{Crop: {x_min: 0.5, x_max: 0.5}}]}]            | line 1 | x_min must be less than x_max
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
        // A JSON schema cannot say that one of two numbers is the smaller one.
        assertThat(accepted(yaml)).isEqualTo(yaml.contains("[5, -5]") || yaml.contains("x_max: 0.5"));
    }

    @TempDir
    Path folder;

    private Recipe withMacro(String macro, String edit) throws Exception {
        Files.writeString(folder.resolve("mine.ijm"), macro);
        return RecipeReader.read(Files.writeString(folder.resolve("mine.yaml"), "variants: [{name: a, edits: [%s]}]".formatted(edit)), macros);
    }

    @Test
    void refusesMacrosUnlessTheyAreSwitchedOn() {
        assertThatThrownBy(() -> RecipeReader.find("macro-example", SHIPPED)).isInstanceOf(RecipeException.class)
                .hasMessageContaining("augment/macro-example.yaml, line 9: the macro foggy.ijm is not run")
                .hasMessageContaining("augment.macros = true");
        assertThatThrownBy(() -> read("variants:\n- name: a\n  edits:\n  - Macro: {file: gone.ijm}")).hasMessageContaining("line 4")
                .hasMessageContaining("augment.macros = true");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            Macro                                               | false | the key 'file' of Macro is missing
            {Macro: {argument: 1}}                              | false | the key 'file' of Macro is missing
            {Macro: {file: ../mine.ijm}}                        | false | a file that ends with .ijm and lies beside the recipe
            {Macro: {file: mine.txt}}                           | false | a file that ends with .ijm and lies beside the recipe
            {Macro: {file: mine.ijm, arguments: 1}}             | false | unknown key 'arguments' of Macro; allowed: file, argument
            {Macro: {file: mine.ijm, argument: [1, 2]}}         | false | expected a text or number of up to 1,000 characters here
            {Macro: {file: gone.ijm}}                           | true  | the macro gone.ijm cannot be read
            {Macro: {file: mine.ijm}}                           | true  | 'exec' is not allowed in a macro here
            """)
    void refusesMacrosThatCannotBeUsed(String edit, boolean fitsTheSchema, String what) throws Exception {
        assertThatThrownBy(() -> withMacro("\nx = exec(\"id\");", edit)).isInstanceOf(RecipeException.class)
                .hasMessageMatching("(?s).*(mine.yaml, line 1|mine.ijm, line 2): .*").hasMessageContaining(what);
        assertThat(accepted("variants: [{name: a, edits: [%s]}]".formatted(edit))).isEqualTo(fitsTheSchema);
    }

    @Test
    void refusesAMacroThatIsTooLong() {
        assertThatThrownBy(() -> withMacro("// far too long".repeat(5_000), "{Macro: {file: mine.ijm}}")).hasMessageContaining("longer than 65,536 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{Macro: {file: mine.ijm}}", "{Macro: {file: mine.ijm, argument: 0.5}}", "{Macro: {file: mine.ijm, argument: a b}}",
        "{Macro: {file: mine.ijm, argument: true}}", "{Macro: {file: mine.ijm, argument: }}"})
    void acceptsMacrosAndSoDoesTheSchema(String edit) throws Exception {
        assertThat(withMacro("x = 1;", edit).variantCount()).isOne();
        assertThat(accepted("variants: [{name: a, edits: [%s]}]".formatted(edit))).isTrue();
    }

    @Test
    void theFingerprintChangesWithTheTextOfAMacro() throws Exception {
        String one = withMacro("x = 1;", "{Macro: {file: mine.ijm}}").fingerprint();

        assertThat(withMacro("x = 1;", "{Macro: {file: mine.ijm}}").fingerprint()).isEqualTo(one);
        assertThat(withMacro("x = 2;", "{Macro: {file: mine.ijm}}").fingerprint()).isNotEqualTo(one);
        assertThat(withMacro("x = 1;", "{Macro: {file: mine.ijm, argument: 1}}").fingerprint()).isNotEqualTo(one);
    }

    @Test
    void leavesOutTheVariantsThatAMacroFailsOnAndMakesTheOthers() throws Exception {
        Recipe recipe = RecipeReader.read(twoMacros("setPixel(0, 0, nothing);"), macros);
        RecipeVariants variants = new RecipeVariants(recipe);
        ImageId id = ImageId.of(new byte[0]);

        assertThat(variants.variantsOf(id, StreetScene.draw(1, 64, 48))).extracting(Variant::name).containsExactly("good_0", "last_0");
        assertThat(variants.leftOut()).hasSize(2).first().asString()
                .contains("variant bad_1 of picture " + id.hex().substring(0, 12) + " is left out (2 so far). bad.ijm: Undefined variable in line 1");
    }

    private Path twoMacros(String bad) throws IOException {
        Files.writeString(folder.resolve("good.ijm"), "setPixel(0, 0, 1);");
        Files.writeString(folder.resolve("bad.ijm"), bad);
        return Files.writeString(folder.resolve("mine.yaml"), """
                variants:
                  - {name: good, edits: [Macro: {file: good.ijm}]}
                  - {name: bad, count: 2, edits: [HorizontalFlip, Macro: {file: bad.ijm}]}
                  - {name: last, edits: [VerticalFlip]}
                """);
    }

    @Test
    void saysHowAMacrosVariantWasMadeAndMakesItAgain() throws Exception {
        RecipeVariants variants = new RecipeVariants(withMacro("setPixel(0, 0, 16777215 * random());", "{Macro: {file: mine.ijm, argument: 0.5}}"));
        var picture = StreetScene.draw(1, 64, 48);
        Variant first = variants.variantsOf(ImageId.of(new byte[] {1}), picture).get(0);

        assertThat(first.edit()).matches("Macro\\(file=mine.ijm, argument=0.5, seed=-?\\d+\\)");
        assertThat(variants.variantsOf(ImageId.of(new byte[] {1}), picture).get(0).picture().rgb()).isEqualTo(first.picture().rgb());
        assertThat(variants.variantsOf(ImageId.of(new byte[] {2}), picture).get(0).picture().rgb()).isNotEqualTo(first.picture().rgb());
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
        assertThatThrownBy(() -> RecipeReader.find("artikle", SHIPPED)).hasMessageContaining("artikle.yaml")
                .hasMessageContaining("article, ").hasMessageContaining(", street");
    }
}
