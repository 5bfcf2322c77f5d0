package io.streetmatch.app;

import io.streetmatch.folder.DaemonLock;
import io.streetmatch.folder.DataFolder;
import io.streetmatch.folder.TemporaryFolder;
import io.streetmatch.image.CacheFolder;
import io.streetmatch.route.Routes;
import io.streetmatch.search.Activity;
import io.streetmatch.search.IndexWatch;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "doctor", description = "Looks at everything that must work, and says how to mend what does not. Exit code 1: something is wrong.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {

    private static final long LITTLE_SPACE = 2L << 30;
    private static final double GIGABYTE = 1e9;

    @Mixin
    private CommonOptions options = new CommonOptions();

    private int wrong;

    @Override
    public Integer call() throws Exception {
        java();
        names();
        Settings settings;
        try {
            settings = options.settings();
            good("configuration", "every key is known and every value allowed");
        } catch (SettingsException e) {
            bad("configuration", e.getMessage());
            return conclusion();
        }
        DataFolder data = settings.dataFolder();
        Optional<String> unusable = Daemon.unusable(data);
        if (unusable.isPresent()) {
            bad("data folder", unusable.get());
        } else {
            folder("data folder", data.root());
        }
        settings.get(Keys.CACHE_DIR).ifPresent(folder -> System.setProperty(CacheFolder.PROPERTY, folder));
        folder("cache folder", CacheFolder.path());
        good("daemon", DaemonLock.isHeld(data) ? "runs, " + DaemonLock.holder(data) : "does not run on this data folder");
        try (TemporaryFolder temporary = TemporaryFolder.create()) {
            check(settings, data, DataFolder.at(temporary.path()));
        }
        return conclusion();
    }

    /** Model, index and routes; an index that is not there is opened elsewhere, so that nothing is left behind. */
    private void check(Settings settings, DataFolder data, DataFolder elsewhere) {
        try {
            boolean there = new Indexes(settings).hasCollection(data);
            try (Engine engine = Engine.openForQuestions(settings, there ? data : elsewhere)) {
                model(engine);
                if (there) {
                    index(engine);
                } else {
                    good("index", "no collection in %s yet; it is made when the first picture comes".formatted(data.root()));
                }
                routes(settings, data, engine);
            }
        } catch (Exception e) {
            // Whatever keeps the engine from opening is what the person came here to read.
            bad("model and index", Main.message(e));
        }
    }

    private void java() {
        Runtime runtime = Runtime.getRuntime();
        good("Java", "%s, %d cores, up to %.1f GB of heap".formatted(Runtime.version(), runtime.availableProcessors(),
                runtime.maxMemory() / GIGABYTE));
    }

    private void names() {
        String encoding = System.getProperty("sun.jnu.encoding", "");
        if (Charset.isSupported(encoding) && Charset.forName(encoding).equals(StandardCharsets.UTF_8)) {
            good("file names", "UTF-8");
        } else {
            bad("file names", "Java reads file names as " + encoding + ": names with other letters cannot be opened. Start through"
                    + " bin/streetmatch, or set LC_ALL=C.UTF-8.");
        }
    }

    private void folder(String what, Path folder) throws IOException {
        Path existing = folder.toAbsolutePath();
        while (!Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (!Files.isWritable(existing)) {
            bad(what, "%s cannot be written. Give user '%s' the right, or choose another folder (data.dir, cache.dir)."
                    .formatted(existing, System.getProperty("user.name")));
            return;
        }
        long free = Files.getFileStore(existing).getUsableSpace();
        String text = String.format(Locale.ROOT, "%s, %.1f GB free", folder, free / GIGABYTE);
        if (free < LITTLE_SPACE) {
            warn(what, text + ". That is little: the archive keeps every picture. Make room before the disk is full.");
        } else {
            good(what, text);
        }
    }

    private void model(Engine engine) {
        String text = "%s, %d floats, on %s".formatted(engine.embedder().space().model(), engine.embedder().space().dimension(),
                engine.embedder().device());
        if (Files.exists(Path.of("/dev/nvidia0")) && !engine.embedder().device().startsWith("GPU")) {
            warn("model", text + ". There is an NVIDIA GPU that is not used: build with 'mvn -Pgpu package'.");
        } else {
            good("model", text);
        }
    }

    private void index(Engine engine) throws Exception {
        good("index", String.format(Locale.ROOT, "%s: %,d pictures", engine.index().describe(), engine.index().size().pictures()));
    }

    /** Lets Camel load the route files without starting them. */
    private void routes(Settings settings, DataFolder data, Engine engine) {
        Map<String, String> properties = Daemon.routeProperties(settings, data);
        properties.put("camel.main.autoStartup", "false");
        Path folder = Daemon.routesFolder(settings, options.home());
        try (IndexWatch watch = new IndexWatch(engine.index());
                Routes routes = new Routes(folder, data.root(), engine.questionReader(), engine.ingest(), engine.query(), new Activity(), watch,
                settings.get(Keys.INBOX_SETTLE), Daemon.ingestThreads(settings), properties)) {
            routes.start();
            good("routes", "every file in " + folder + " can be loaded");
        } catch (Exception e) {
            bad("routes", e.getMessage());
        }
    }

    private int conclusion() {
        System.out.println(wrong == 0 ? "Everything that must work does." : "%d to mend.".formatted(wrong));
        return wrong == 0 ? 0 : 1;
    }

    private static void good(String what, String text) {
        line("@|green ok|@   ", what, text);
    }

    private static void warn(String what, String text) {
        line("@|yellow note|@ ", what, text);
    }

    private void bad(String what, String text) {
        wrong++;
        line("@|bold,red BAD|@  ", what, text);
    }

    private static void line(String mark, String what, String text) {
        System.out.printf("%s %-15s %s%n", Terminal.styled(mark), what, text);
    }
}
