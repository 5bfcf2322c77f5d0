package io.streetmatch.app;

import io.streetmatch.app.FolderIngest.Outcome;
import io.streetmatch.demo.DemoEdit;
import io.streetmatch.demo.StreetScene;
import io.streetmatch.folder.DataFolder;
import io.streetmatch.image.BadImageException;
import io.streetmatch.image.Edits;
import io.streetmatch.image.ImageId;
import io.streetmatch.image.Picture;
import io.streetmatch.image.PictureFiles;
import io.streetmatch.image.PictureReader;
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
import java.util.stream.Stream;
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

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Parameters(paramLabel = "DIR", arity = "0..1", description = "Your own pictures; without it some thirty street scenes are drawn.")
    private Optional<Path> pictures = Optional.empty();

    @Override
    public Integer call() throws Exception {
        Settings own = options.settings();
        Settings settings = own.with(Keys.DATA_DIR, own.dataFolder().root().resolve("demo").toString());
        DataFolder data = settings.dataFolder();
        Daemon.prepare(data);
        Path source = pictures.isPresent() ? pictures.get() : drawScenes(data.root().resolve("scenes"));
        try (Daemon daemon = Daemon.start(settings, options.home())) {
            daemon.closeAtExit();
            takeIn(source, data, daemon);
            return ask(source, data, daemon.engine().reader());
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

    private static void takeIn(Path source, DataFolder data, Daemon daemon) throws Exception {
        System.out.printf("%nDropping them into %s%n", data.inbox());
        Progress progress = new Progress(System.err, Terminal.showsProgress(), "files");
        Map<Outcome, Long> counts = new FolderIngest(source, data, daemon.engine().reader().limits().maxBytes(), daemon.engine().index(), () -> true, System.err).run(progress);
        IngestCommand.print(counts, progress.elapsed());
    }

    private static int ask(Path source, DataFolder data, PictureReader reader) throws Exception {
        Probes probes = new Probes(data);
        List<Path> asked = sample(source, DemoEdit.values().length);
        System.out.printf("%nDropping edited copies into %s%n", data.probe());
        System.out.println(Terminal.styled(String.format("@|bold %-58s %-4s %8s   %s|@", "  question", "rank", "distance", "best match")));
        int first = 0;
        List<Path> results = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            DemoEdit edit = DemoEdit.values()[i];
            byte[] bytes = Files.readAllBytes(asked.get(i));
            String name = "%s, %s.jpg".formatted(stem(asked.get(i)), edit.text());
            Probes.Reply reply = probes.ask(name, edited(bytes, edit, reader));
            first += print(name, ImageId.of(bytes), reply.answer()) ? 1 : 0;
            results.add(reply.file());
        }
        System.out.printf("%n%d of %d edited copies found their picture first.%n", first, asked.size());
        System.out.printf("Each answer is a JSON file, with a sheet to look at beside it (.jpg instead of .json):%n");
        results.forEach(file -> System.out.println("  " + file));
        System.out.printf("%nNow your own pictures: bin/streetmatch run, or bin/streetmatch ingest DIR and bin/streetmatch query FILE.%n");
        return 0;
    }

    private static byte[] edited(byte[] bytes, DemoEdit edit, PictureReader reader) throws BadImageException {
        if (edit == DemoEdit.UNCHANGED) {
            return bytes;
        }
        Picture picture = reader.read(bytes).pixels();
        return Edits.jpeg(edit.apply(picture), QUALITY);
    }

    private static boolean print(String name, ImageId right, Answer answer) {
        if (!(answer instanceof Found found) || found.matches().isEmpty()) {
            System.out.printf("  %-56s no answer%n", name);
            return false;
        }
        Match best = found.matches().get(0);
        int rank = found.matches().stream().filter(match -> match.id().equals(right)).mapToInt(Match::rank).findFirst().orElse(0);
        String mark = rank == 1 ? "@|green 1|@   " : rank == 0 ? "@|red -|@   " : "@|yellow %d|@   ".formatted(rank);
        System.out.printf(Locale.ROOT, "  %-56s %s %8.4f   %s%n", name, Terminal.styled(mark), best.distance(), best.name());
        return rank == 1;
    }

    /** Pictures that can be asked about, spread over the whole folder. */
    private static List<Path> sample(Path source, int count) throws IOException {
        List<Path> all = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(source)) {
            for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
                if (PictureFiles.looksLikePicture(file)) {
                    all.add(file);
                }
            }
        }
        List<Path> chosen = new ArrayList<>();
        for (int i = 0; i < Math.min(count, all.size()); i++) {
            chosen.add(all.get((int) ((long) i * all.size() / Math.min(count, all.size()))));
        }
        return chosen;
    }

    private static String stem(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}
