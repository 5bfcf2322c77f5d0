package io.streetmatch.app;

import io.streetmatch.augment.Recipe;
import io.streetmatch.augment.RecipeException;
import io.streetmatch.augment.RecipeReader;
import io.streetmatch.augment.RecipeVariants;
import io.streetmatch.embed.DescriptorHead;
import io.streetmatch.embed.Embedder;
import io.streetmatch.eval.Evaluation;
import io.streetmatch.eval.EvaluationReport;
import io.streetmatch.eval.Outcome;
import io.streetmatch.eval.QuestionEdit;
import io.streetmatch.eval.Questions;
import io.streetmatch.eval.Trial;
import io.streetmatch.folder.DataFolder;
import io.streetmatch.folder.TemporaryFolder;
import io.streetmatch.folder.VariantArchive;
import io.streetmatch.image.PictureFiles;
import io.streetmatch.image.PictureReader;
import io.streetmatch.tune.Comparison;
import io.streetmatch.tune.HeadCard;
import io.streetmatch.tune.HeadLearning;
import io.streetmatch.tune.Lesson;
import io.streetmatch.tune.Selection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "tune", mixinStandardHelpOptions = true,
        description = "Learns a descriptor head from your pictures and edited copies of them, and compares it with what is in use on pictures it did"
                + " not learn from. Changes nothing without --apply.")
final class TuneCommand implements Callable<Integer> {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
    private static final int SHOWN = 10;

    /** A vector of each is kept, and each is compared with all before it. */
    private static final int MOST = 20_000;

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Option(names = "--model", paramLabel = "M", description = "Model to learn a head for: street, imagenet or a folder. Default: model.")
    private Optional<String> model = Optional.empty();

    @Option(names = "--recipe", paramLabel = "R", defaultValue = "tune",
            description = "What makes the copies to learn from: a recipe in augment/, or a file (default ${DEFAULT-VALUE}).")
    private String recipe;

    @Option(names = "--pictures", paramLabel = "N", defaultValue = "2000",
            description = "Pictures to learn from at most, chosen by lot (default ${DEFAULT-VALUE}).")
    private int most;

    @Option(names = "--questions", paramLabel = "N", defaultValue = "150",
            description = "Pictures kept back to ask about with each edit, at most (default ${DEFAULT-VALUE}).")
    private int questions;

    @Option(names = "--dimension", paramLabel = "D", defaultValue = "512", description = "Floats of a descriptor (default ${DEFAULT-VALUE}).")
    private int dimension;

    @Option(names = "--out", paramLabel = "DIR", description = "Where the head goes; default: <data>/heads/tuned-<time>.")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--apply", description = "Take the head into use if it is better: sets model.head in conf/application.properties, reindexes.")
    private boolean apply;

    @Option(names = "--force", description = "With --apply: even if it is not better.")
    private boolean force;

    @Parameters(paramLabel = "DIR", arity = "0..1", description = "Pictures to learn from, sub-folders included; default: the archive.")
    private Optional<Path> pictures = Optional.empty();

    @Override
    public Integer call() throws Exception {
        requireNumbers();
        Settings settings = model.isPresent() ? options.settings(model.get()) : options.settings();
        DataFolder data = settings.dataFolder();
        Path head = out.orElse(data.heads().resolve("tuned-" + TIME.format(LocalDateTime.now()))).toAbsolutePath().normalize();
        DescriptorHead.requireFree(head);
        Optional<String> output = Engine.modelOptions(settings).forFeatures().output();
        HeadInUse use = new HeadInUse(options, model);
        if (apply) {
            use.requirePossible(output);
        }
        Recipe edits = recipe(settings);
        PictureReader reader = new PictureReader(settings.readLimits());
        Path folder = pictures.orElse(data.archive());
        Selection selection = Selection.of(files(folder), most, reader);
        selection.requireEnough();
        try (TrialFolder trial = TrialFolder.create()) {
            String fingerprint;
            Lesson lesson;
            try (Embedder embedder = Engine.openForFeatures(settings)) {
                fingerprint = embedder.space().fingerprint();
                lesson = learn(new HeadLearning(reader.forInput(embedder.inputSide()), new RecipeVariants(edits), embedder), selection);
            }
            Path tried = trial.path().resolve(head.getFileName());
            lesson.head().save(tried);
            Evaluation evaluation = new Evaluation(reader, lesson.keptBack(), questions, done -> {});
            System.out.printf("Asking about %,d pictures that were not learnt from, with %d edits of each, among %,d%n", evaluation.questions(),
                    QuestionEdit.ALL.size(), evaluation.pictures());
            Settings tuned = settings.with(Keys.MODEL_OUTPUT, output.orElse("")).with(Keys.MODEL_HEAD, tried.toString());
            List<Outcome> outcomes = evaluation.comparable(List.of(outcome(evaluation, settings, trial), outcome(evaluation, tuned, trial)));
            Comparison comparison = new Comparison(outcomes.get(0), outcomes.get(1));
            String table = new EvaluationReport("", outcomes).table();
            System.out.printf("%n%s%n%s%n", table, comparison.sentence());
            lesson.head().save(head, Map.of("README.md", new HeadCard(head.getFileName().toString(), output.orElse(""), fingerprint,
                    edits.name() + " (" + edits.fingerprint() + ")", folder.toAbsolutePath().normalize().toString(), lesson, comparison, table).text()));
            System.out.printf("The head is in %s%n", head);
            return conclusion(use, comparison.verdict(), head, output);
        }
    }

    private void requireNumbers() throws SettingsException {
        if (most < Lesson.FEWEST || most > MOST || dimension < 1 || questions < Lesson.FEWEST_KEPT_BACK) {
            throw new SettingsException("--pictures must be from %d to %,d, --questions at least %d, --dimension at least 1."
                    .formatted(Lesson.FEWEST, MOST, Lesson.FEWEST_KEPT_BACK));
        }
        if (force && !apply) {
            throw new SettingsException("--force goes with --apply.");
        }
    }

    private Recipe recipe(Settings settings) throws SettingsException {
        try {
            return RecipeReader.find(recipe, settings.recipesFolder());
        } catch (RecipeException e) {
            throw new SettingsException(e.getMessage());
        }
    }

    private List<Path> files(Path folder) throws IOException, SettingsException {
        if (!Files.isDirectory(folder)) {
            throw new SettingsException(folder + " is not a folder. " + (pictures.isPresent()
                    ? "Name a folder with pictures."
                    : "Take pictures in first, or name a folder with pictures."));
        }
        List<Path> files = PictureFiles.below(folder);
        return pictures.isPresent() ? files : VariantArchive.originals(files);
    }

    private Lesson learn(HeadLearning learning, Selection selection) throws Exception {
        System.out.printf("Learning from %,d pictures, %,d are kept back (%s, %s)%n", selection.learn().size(), selection.keptBack().size(),
                learning.model().space().model(), learning.model().device());
        Progress progress = new Progress(System.err, Terminal.showsProgress(), "pictures");
        int total = selection.learn().size() + selection.keptBack().size();
        Lesson lesson = learning.learn(selection, dimension, done -> progress.show(done, total));
        progress.end();
        System.out.printf("%,d floats learnt from %,d pictures and their copies, %,d in all, in %s%n", lesson.head().outputSize(), lesson.pictures(),
                lesson.views(), Progress.spelled(progress.elapsed()));
        if (!lesson.leftOut().isEmpty()) {
            System.out.printf("%,d files were left out:%n", lesson.leftOut().size());
            lesson.leftOut().stream().limit(SHOWN).forEach(reason -> System.out.println("  " + reason));
        }
        return lesson;
    }

    private static Outcome outcome(Evaluation evaluation, Settings settings, TrialFolder trial) throws Exception {
        try (TemporaryFolder folder = trial.next(); Engine engine = Engine.openForTrial(settings, folder.path())) {
            Progress progress = new Progress(System.err, Terminal.showsProgress(), "questions");
            long total = (long) evaluation.questions() * QuestionEdit.ALL.size();
            List<Questions> questions = evaluation.questions(engine.embedder(), done -> progress.show(done, total));
            progress.end();
            Trial run = engine.trial(engine.embedder().space().model(), settings.recipe());
            return evaluation.run(run, questions, done -> {});
        }
    }

    private int conclusion(HeadInUse use, Comparison.Verdict verdict, Path head, Optional<String> output) throws Exception {
        boolean better = verdict == Comparison.Verdict.BETTER;
        if (apply && (better || force)) {
            return use.take(head, output);
        }
        if (apply) {
            System.out.println("Nothing was changed: keep what is in use, or take the head nevertheless with --apply --force.");
            return 1;
        }
        if (better) {
            System.out.printf("To use it: bin/streetmatch tune --apply, or set%s model.head = %s and run bin/streetmatch reindex.%n",
                    output.map(name -> " model.output = " + name + " and").orElse(""), head);
        } else {
            System.out.println("Keep what is in use.");
        }
        return 0;
    }
}
