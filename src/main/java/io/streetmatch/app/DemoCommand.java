package io.streetmatch.app;

import io.streetmatch.app.FolderIngest.Outcome;
import io.streetmatch.demo.DemoEdit;
import io.streetmatch.demo.StreetScene;
import io.streetmatch.folder.DataFolder;
import io.streetmatch.folder.FileNames;
import io.streetmatch.image.BadImageException;
import io.streetmatch.image.Edits;
import io.streetmatch.image.ImageId;
import io.streetmatch.image.Picture;
import io.streetmatch.image.PictureFiles;
import io.streetmatch.image.PictureReader;
import io.streetmatch.index.IndexUnavailableException;
import io.streetmatch.index.VectorIndex;
import io.streetmatch.report.Answer;
import io.streetmatch.report.Found;
import io.streetmatch.report.Match;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "demo", mixinStandardHelpOptions = true,
        description = "A tour: takes pictures in, asks for edited copies of some, shows the answers. Works in <data>/demo, apart from your own"
                + " collection.")
final class DemoCommand implements Callable<Integer> {

    private static final int SCENES = 30;
    private static final int WIDTH = 1_080;
    private static final int HEIGHT = 810;
    private static final int QUALITY = 88;

    /** What a question keeps of its picture's name, in bytes. */
    private static final int MOST_OF_NAME = 180;

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Parameters(paramLabel = "DIR", arity = "0..1", description = "Your own pictures; without it some thirty street scenes are drawn.")
    private Optional<Path> pictures = Optional.empty();

    @Override
    public Integer call() throws Exception {
        Settings own = options.settings();
        Settings settings = own.with(Keys.DATA_DIR, own.dataFolder().root().resolve("demo").toString());
        DataFolder data = settings.dataFolder();
        if (pictures.isPresent()) {
            IngestCommand.requireSource(pictures.get(), data);
        }
        Daemon.prepare(data);
        Path source = pictures.isPresent() ? pictures.get() : drawScenes(data.root().resolve("scenes"));
        try (Daemon daemon = Daemon.start(settings, options.home())) {
            FolderIngest ingest = new FolderIngest(source, data, settings.get(Keys.IMAGE_MAX_BYTES), daemon.engine().index(), () -> true, System.err);
            daemon.closeAtExit(ingest::stop);
            takeIn(ingest, data);
            List<Path> asked = sample(source, daemon.engine().index());
            if (asked.isEmpty()) {
                throw new IOException("There is no picture in %s that can be read. Name a folder with JPEG, PNG, WebP, BMP, TIFF or GIF pictures.".formatted(source));
            }
            return ask(asked, data, daemon.engine().questionReader());
        } catch (FolderIngest.StoppedException e) {
            return IngestCommand.STOPPED;
        }
    }

    private static Path drawScenes(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (int i = 1; i <= SCENES; i++) {
            Path file = folder.resolve("street %02d.jpg".formatted(i));
            if (!Files.exists(file)) {
                Files.write(file, Edits.jpeg(StreetScene.draw(i, WIDTH, HEIGHT), QUALITY));
            }
        }
        System.out.printf("%d street scenes drawn in %s%n", SCENES, folder);
        return folder;
    }

    private static void takeIn(FolderIngest ingest, DataFolder data) throws Exception {
        System.out.printf("%nDropping them into %s%n", data.inbox());
        Progress progress = new Progress(System.err, Terminal.showsProgress(), "files");
        Map<Outcome, Long> counts = ingest.run(progress);
        IngestCommand.print(counts, progress.elapsed());
    }

    private static int ask(List<Path> asked, DataFolder data, PictureReader reader) throws Exception {
        Probes probes = new Probes(data);
        System.out.printf("%nDropping edited copies into %s%n", data.probe());
        System.out.println(Terminal.styled(String.format("@|bold %-58s %-4s %8s   %s|@", "  question", "rank", "distance", "best match")));
        int first = 0;
        List<Path> results = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            DemoEdit edit = DemoEdit.values()[i];
            byte[] bytes = Files.readAllBytes(asked.get(i));
            String name = "%s, %s.jpg".formatted(FileNames.shortened(FileNames.stem(asked.get(i).getFileName().toString()), MOST_OF_NAME), edit.text());
            Probes.Reply reply = probes.ask(name, edited(bytes, edit, reader));
            first += print(name, ImageId.of(bytes), reply.answer()) ? 1 : 0;
            results.add(reply.file());
        }
        System.out.printf("%n%d of %d edited copies found their picture first.%n", first, asked.size());
        System.out.printf("Each answer is a JSON file, with a sheet to look at beside it (.jpg instead of .json):%n");
        results.forEach(file -> System.out.println("  " + FileNames.shown(file.toString())));
        System.out.printf("%nNow your own pictures: bin/streetmatch run, or bin/streetmatch ingest DIR and bin/streetmatch query FILE.%n");
        return 0;
    }

    private static byte[] edited(byte[] bytes, DemoEdit edit, PictureReader reader) throws BadImageException, InterruptedException {
        if (edit == DemoEdit.UNCHANGED) {
            return bytes;
        }
        Picture picture = reader.read(bytes).pixels();
        return Edits.jpeg(edit.apply(picture), QUALITY);
    }

    private static boolean print(String name, ImageId right, Answer answer) {
        if (!(answer instanceof Found found) || found.matches().isEmpty()) {
            System.out.printf("  %-56s no answer%n", FileNames.shown(name));
            return false;
        }
        Match best = found.matches().get(0);
        int rank = found.matches().stream().filter(match -> match.id().equals(right)).mapToInt(Match::rank).findFirst().orElse(0);
        String mark = rank == 1 ? "@|green 1|@   " : rank == 0 ? "@|red -|@   " : "@|yellow %d|@   ".formatted(rank);
        System.out.printf(Locale.ROOT, "  %-56s %s %8.4f   %s%n", FileNames.shown(name), Terminal.styled(mark), best.distance(),
                FileNames.shown(best.name()));
        return rank == 1;
    }

    /** Pictures of the collection to ask about, spread over the whole folder. */
    private static List<Path> sample(Path source, VectorIndex index) throws IOException, IndexUnavailableException {
        List<Path> all = new ArrayList<>();
        new FolderWalk(source.toRealPath(), (sub, failure) -> { }).forEachRemaining(all::add);
        int count = DemoEdit.values().length;
        List<Path> chosen = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Path> part = all.subList((int) ((long) i * all.size() / count), (int) ((long) (i + 1) * all.size() / count));
            for (Path file : part) {
                if (Files.isReadable(file) && PictureFiles.looksLikePicture(file) && index.find(ImageId.of(file)).isPresent()) {
                    chosen.add(file);
                    break;
                }
            }
        }
        return chosen;
    }
}
