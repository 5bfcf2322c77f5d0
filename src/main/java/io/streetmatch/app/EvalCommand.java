package io.streetmatch.app;

import io.streetmatch.augment.VariantMaker;
import io.streetmatch.embed.ModelException;
import io.streetmatch.eval.Evaluation;
import io.streetmatch.eval.EvaluationReport;
import io.streetmatch.eval.Outcome;
import io.streetmatch.eval.QuestionEdit;
import io.streetmatch.eval.Questions;
import io.streetmatch.folder.TemporaryFolder;
import io.streetmatch.image.PictureReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "eval", mixinStandardHelpOptions = true,
        description = "How well would it find these pictures after rotation, crop, blur, ...: a table, a CSV file and a page. Touches no collection.")
final class EvalCommand implements Callable<Integer> {

    /** Their vectors are kept in memory, for every edit. */
    private static final int MOST_QUESTIONS = 5_000;

    private static final int NAMED = 20;

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Option(names = "--recipe", paramLabel = "R", split = ",", description = "Recipes to compare; default: augment.recipe.")
    private List<String> recipes = List.of();

    @Option(names = "--model", paramLabel = "M", split = ",",
            description = "Models to compare: street, imagenet, a folder; M+HEAD puts a head behind it, as in imagenet+street. Default: model.")
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
        Settings configured = options.settings();
        if (!Files.isDirectory(pictures)) {
            throw new SettingsException(pictures + " is not a folder. Name a folder with pictures.");
        }
        if (questions < 1 || questions > MOST_QUESTIONS) {
            throw new SettingsException("--questions must be from 1 to %,d, not %d.".formatted(MOST_QUESTIONS, questions));
        }
        Map<String, Settings> byModel = byModel(configured);
        Evaluation evaluation = look(configured);
        System.out.printf("%,d pictures, questions about %,d of them, %d edits of each%n", evaluation.pictures(), evaluation.questions(),
                QuestionEdit.ALL.size());
        List<Outcome> outcomes = new ArrayList<>();
        int seen = evaluation.leftOut().size();
        for (Map.Entry<String, Settings> model : byModel.entrySet()) {
            outcomes.addAll(outcomes(evaluation, model.getKey(), model.getValue()));
        }
        name(evaluation.leftOut().subList(seen, evaluation.leftOut().size()));
        write(new EvaluationReport("%s: %,d pictures, %,d questions an edit".formatted(pictures, evaluation.pictures(), evaluation.questions()),
                evaluation.comparable(outcomes)));
        return 0;
    }

    /** Every model and recipe, tried first: better a complaint now than after an hour. */
    private Map<String, Settings> byModel(Settings configured) throws SettingsException, ModelException {
        Map<String, Settings> byModel = new LinkedHashMap<>();
        for (String model : models.isEmpty() ? List.of(configured.get(Keys.MODEL)) : models) {
            Settings settings = settings(model);
            for (String recipe : recipes(settings)) {
                try (VariantMaker variants = settings.variants(recipe)) {
                    variants.recipe();
                }
            }
            Engine.spaceOf(settings);
            byModel.put(model, settings);
        }
        return byModel;
    }

    private List<String> recipes(Settings settings) {
        return recipes.isEmpty() ? List.of(settings.recipe()) : recipes;
    }

    private Settings settings(String model) throws SettingsException {
        int plus = model.lastIndexOf('+');
        return plus < 1 || Files.isDirectory(Path.of(model))
                ? options.settings(model)
                : options.settings(model.substring(0, plus)).with(Keys.MODEL_HEAD, model.substring(plus + 1));
    }

    private Evaluation look(Settings settings) throws Exception {
        List<Path> files = new ArrayList<>();
        new FolderWalk(pictures, (folder, reason) -> System.err.printf("left out: %s: it cannot be read (%s)%n", folder, reason)).forEachRemaining(files::add);
        Progress progress = progress("files looked at");
        Evaluation evaluation = new Evaluation(new PictureReader(settings.readLimits()), files, questions,
                done -> progress.show(done, files.size()));
        progress.end();
        name(evaluation.leftOut());
        if (evaluation.pictures() < 2) {
            throw new SettingsException(pictures + " holds " + evaluation.pictures() + " pictures that can be read; there must be two at least.");
        }
        return evaluation;
    }

    private List<Outcome> outcomes(Evaluation evaluation, String model, Settings settings) throws Exception {
        List<Questions> asked = List.of();
        List<Outcome> outcomes = new ArrayList<>();
        try (TrialFolder trial = TrialFolder.create()) {
            for (String recipe : recipes(settings)) {
                try (TemporaryFolder folder = trial.next();
                        Engine engine = Engine.openForTrial(settings.with(Keys.AUGMENT_RECIPE, recipe), folder.path())) {
                    if (asked.isEmpty()) {
                        Progress progress = progress("questions for " + model);
                        long all = (long) evaluation.questions() * QuestionEdit.ALL.size();
                        asked = evaluation.questions(engine.embedder(), done -> progress.show(done, all));
                        progress.end();
                    }
                    Progress progress = progress("pictures for " + model + ", " + recipe);
                    long total = evaluation.pictures();
                    outcomes.add(evaluation.run(engine.trial(model, recipe), asked, done -> progress.show(done, total)));
                    progress.end();
                }
            }
        }
        return outcomes;
    }

    private void write(EvaluationReport report) throws Exception {
        System.out.println("\n" + report.table());
        Files.createDirectories(out);
        System.out.println(Files.writeString(out.resolve("eval.csv"), report.csv()));
        System.out.println(Files.writeString(out.resolve("eval.html"), report.html()));
    }

    private static Progress progress(String what) {
        return new Progress(System.err, Terminal.showsProgress(), what);
    }

    private static void name(List<String> leftOut) {
        leftOut.stream().limit(NAMED).forEach(reason -> System.err.println("left out: " + reason));
        if (leftOut.size() > NAMED) {
            System.err.printf("left out: %,d more%n", leftOut.size() - NAMED);
        }
    }
}
