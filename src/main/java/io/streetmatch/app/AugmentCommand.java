package io.streetmatch.app;

import io.streetmatch.augment.Macros;
import io.streetmatch.augment.Recipe;
import io.streetmatch.augment.RecipeException;
import io.streetmatch.augment.RecipeReader;
import io.streetmatch.augment.RecipeVariants;
import io.streetmatch.augment.Variant;
import io.streetmatch.folder.FileNames;
import io.streetmatch.image.BadImageException;
import io.streetmatch.image.Edits;
import io.streetmatch.image.ImageId;
import io.streetmatch.image.Picture;
import io.streetmatch.image.PictureReader;
import io.streetmatch.report.PictureGrid;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "augment", mixinStandardHelpOptions = true,
        description = "Shows what a recipe does to a picture: writes its variants and one sheet with all of them.")
final class AugmentCommand implements Callable<Integer> {

    private static final int QUALITY = 95;

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Option(names = "--recipe", paramLabel = "R",
            description = "Name of a recipe in augment/, or a file; default: augment.recipe, or street where that is none.")
    private Optional<String> recipe = Optional.empty();

    @Option(names = "--out", paramLabel = "DIR", description = "Where to write; default: <name of the picture>-<recipe> in the current folder.")
    private Optional<Path> out = Optional.empty();

    @Parameters(paramLabel = "FILE", description = "The picture.")
    private Path file;

    @Override
    public Integer call() throws Exception {
        Settings settings = options.settings();
        if (!Files.isReadable(file)) {
            throw new SettingsException(file + " cannot be read. Name a file that exists.");
        }
        // As the daemon would read it.
        PictureReader reader = new PictureReader(settings.readLimits()).forInput(Engine.modelOptions(settings).inputSide());
        byte[] bytes = reader.bytesOf(file);
        Picture picture = read(reader, bytes);
        try (Macros macros = settings.macros()) {
            return show(recipe(settings, macros), ImageId.of(bytes), picture);
        }
    }

    private int show(Recipe used, ImageId id, Picture picture) throws IOException, InterruptedException, SettingsException {
        RecipeVariants maker = new RecipeVariants(used);
        List<Variant> variants = maker.variantsOf(id, picture);
        String stem = FileNames.stem(file.getFileName().toString());
        Path folder = out.orElse(Path.of(stem + "-" + used.name()));
        Files.createDirectories(folder);
        List<PictureGrid.Cell> cells = new ArrayList<>();
        cells.add(new PictureGrid.Cell(picture, file.getFileName().toString(), "%d x %d".formatted(picture.width(), picture.height())));
        for (Variant variant : variants) {
            write(folder.resolve(FileNames.variant(stem, variant.name())), Edits.jpeg(variant.picture(), QUALITY));
            cells.add(new PictureGrid.Cell(variant.picture(), variant.name(), variant.edit()));
            System.out.printf("%s  %s%n", FileNames.variant(stem, variant.name()), variant.edit());
        }
        Path sheet = folder.resolve(stem + "-sheet.jpg");
        write(sheet, PictureGrid.draw(cells));
        System.out.printf("%d variants by recipe %s (%s); all of them on %s%n", variants.size(), used.name(), used.fingerprint(), sheet);
        return variants.size() == used.variantCount() ? 0 : 1;
    }

    private Recipe recipe(Settings settings, Macros macros) throws SettingsException {
        String configured = settings.recipe();
        try {
            return RecipeReader.find(recipe.orElse(configured.equals(Keys.NO_RECIPE) ? "street" : configured), settings.recipesFolder(), macros);
        } catch (RecipeException e) {
            throw new SettingsException(e.getMessage());
        }
    }

    private Picture read(PictureReader reader, byte[] bytes) throws SettingsException, InterruptedException {
        try {
            return reader.read(bytes).pixels();
        } catch (BadImageException e) {
            throw new SettingsException(file + ": " + e.getMessage());
        }
    }

    private static void write(Path target, byte[] bytes) throws IOException, SettingsException {
        try {
            Files.write(target, bytes, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw new SettingsException(target + " is there already and is not overwritten. Choose another folder with --out.");
        }
    }
}
