package io.streetmatch.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.streetmatch.augment.RecipeReader;
import io.streetmatch.augment.RecipeVariants;
import io.streetmatch.embed.Embedder;
import io.streetmatch.embed.ModelOptions;
import io.streetmatch.embed.TensorFlowEmbedder;
import io.streetmatch.image.PictureReader;
import io.streetmatch.image.ReadLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class VariantCostsTest {

    @Test
    void coversEveryOperationButMacrosWhichAreProgramsOfSomebodyElse() {
        Set<String> measured = VariantCosts.EDITS.keySet().stream().map(name -> name.replaceFirst(",.*", "")).collect(Collectors.toSet());
        measured.add("Macro");

        assertThat(measured).isEqualTo(RecipeReader.operations());
        VariantCosts.EDITS.forEach((name, edit) -> assertThat(edit).contains(name.replaceFirst(",.*", "")));
    }

    @Test
    void measuresWhatTakesTime() throws Exception {
        try (Embedder embedder = TensorFlowEmbedder.open(ModelOptions.of("street"))) {
            VariantCosts costs = new VariantCosts(embedder, new PictureReader(ReadLimits.DEFAULT), Duration.ofMillis(100));
            double thorough = costs.making(new RecipeVariants(RecipeReader.find("thorough", Path.of("augment"))));
            double street = costs.making(new RecipeVariants(RecipeReader.find("street", Path.of("augment"))));

            assertThat(costs.decoding()).isPositive();
            assertThat(costs.preparing()).isPositive();
            assertThat(costs.embedding()).isPositive();
            // 38 variants and 3.
            assertThat(thorough).isGreaterThan(3 * street);
            assertThat(costs.operation(VariantCosts.EDITS.get("GaussianBlur, sigma 4"))).isPositive();
        }
    }
}
