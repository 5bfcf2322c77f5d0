package io.streetmatch.app;

import io.streetmatch.embed.ModelOptions;
import io.streetmatch.eval.Evaluation;
import io.streetmatch.eval.EvaluationReport;
import io.streetmatch.eval.Outcome;
import io.streetmatch.eval.Questions;
import io.streetmatch.folder.TemporaryFolder;
import io.streetmatch.image.PictureFiles;
import io.streetmatch.image.PictureReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "eval", mixinStandardHelpOptions = true,
        description = "How well would it find these pictures after rotation, crop, blur, ...: a table, a CSV file and a page. Touches no collection.")
final class EvalCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Option(names = "--recipe", paramLabel = "R", split = ",", description = "Recipes to compare; default: augment.recipe.")
    private List<String> recipes = List.of();

    @Option(names = "--model", paramLabel = "M", split = ",",
            description = "Models to compare: street, imagenet, a folder; imagenet+street puts the street head behind it. Default: model.")
    private List<String> models = List.of();

    @Option(names = "--questions", paramLabel = "N", defaultValue = "300",
            description = "Pictures to ask about with each edit, at most; all others are in the collection, too (default ${DEFAULT-VALUE}).")
    private int questions;

    @Option(names = "--out", paramLabel = "DIR", defaultValue = "eval", description = "Where eval.csv and eval.html go (default ${DEFAULT-VALUE}).")
    private Path out;

    @Parameters(paramLabel = "DIR", description = "Folder with pictures, sub-folders included.")
    private Path pictures;

    @Override
    public Integer call() throws Exception {
        Settings settings = options.settings();
        if (!Files.isDirectory(pictures)) {
            throw new SettingsException(pictures + " is not a folder. Name a folder with pictures.");
        }
        if (questions < 1) {
            throw new SettingsException("--questions must be at least 1, not " + questions + ".");
        }
        for (String recipe : recipes(settings)) {
            settings.variants(recipe);
        }
        Evaluation evaluation = new Evaluation(new PictureReader(settings.readLimits()), PictureFiles.below(pictures), questions);
        evaluation.unreadable().forEach(reason -> System.err.println("left out: " + reason));
        if (evaluation.pictures() < 2) {
            throw new SettingsException(pictures + " holds " + evaluation.pictures() + " pictures that can be read; there must be two at least.");
        }
        System.out.printf("%,d pictures, questions about %,d of them%n", evaluation.pictures(), evaluation.questions());
        List<Outcome> outcomes = new ArrayList<>();
        for (String model : models.isEmpty() ? List.of(settings.get(Keys.MODEL)) : models) {
            outcomes.addAll(outcomes(evaluation, settings, model));
        }
        EvaluationReport report = new EvaluationReport("%s: %,d pictures, %,d questions an edit"
                .formatted(pictures, evaluation.pictures(), evaluation.questions()), outcomes);
        System.out.println(report.table());
        Files.createDirectories(out);
        Files.writeString(out.resolve("eval.csv"), report.csv());
        System.out.println(Files.writeString(out.resolve("eval.html"), report.html()));
        return 0;
    }

    private List<String> recipes(Settings settings) {
        return recipes.isEmpty() ? List.of(settings.get(Keys.AUGMENT_RECIPE)) : recipes;
    }

    private List<Outcome> outcomes(Evaluation evaluation, Settings settings, String model) throws Exception {
        boolean head = model.endsWith("+" + ModelOptions.STREET_HEAD);
        Settings own = head
                ? settings.with(Keys.MODEL, model.substring(0, model.lastIndexOf('+'))).with(Keys.MODEL_HEAD, ModelOptions.STREET_HEAD)
                : settings.with(Keys.MODEL, model);
        List<Questions> asked = List.of();
        List<Outcome> outcomes = new ArrayList<>();
        for (String recipe : recipes(settings)) {
            try (TemporaryFolder folder = TemporaryFolder.create();
                    Engine engine = Engine.openForTrial(own.with(Keys.AUGMENT_RECIPE, recipe), folder.path())) {
                if (asked.isEmpty()) {
                    asked = evaluation.questions(engine.embedder());
                }
                outcomes.add(evaluation.run(model, recipe, engine.ingest(), engine.index(), asked));
            }
        }
        return outcomes;
    }
}
