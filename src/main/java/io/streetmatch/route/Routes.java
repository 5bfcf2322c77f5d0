package io.streetmatch.route;

import io.streetmatch.batch.HoldingPool;
import io.streetmatch.image.MemoryBudget;
import io.streetmatch.image.PictureReader;
import io.streetmatch.search.Activity;
import io.streetmatch.search.IndexWatch;
import io.streetmatch.search.Ingest;
import io.streetmatch.search.Query;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.main.Main;

/** Runs the route files of a folder. Not safe for use by several threads. */
public final class Routes implements AutoCloseable {

    private static final int SHUTDOWN_SECONDS = 60;

    /** Of Java's memory, for questions and what is drawn on their sheets; the inbox has a share of its own. */
    private static final double SHARE_OF_QUESTIONS = 0.15;

    /** Half of them keep the threads busy while the folder's thread, which waits until the other half has gone, looks for more. */
    private static final int FILES_WAITING_A_THREAD = 16;

    private final Main main = new Main();
    /**
     * Camel reads the path of a folder as a part of an address, with keys in it, and takes a backslash in what lies below for a separator. White
     * space other than the usual one is no part of an address, either.
     */
    private static final Pattern NOT_IN_NAMES =
            Pattern.compile("[?\\\\\\p{Cntrl}\\u0085]|%[0-9A-Fa-f]{2}|\\{\\{|}}|\\$(simple)?\\{|&&|(?! )\\p{Z}");

    private final Path folder;
    private final Activity activity;
    private final ThreadPoolExecutor ingestThreads;

    /**
     * Makes the adapters known under the names that the route files use, and prepares Camel.
     *
     * @param folder with {@code *.camel.yaml}
     * @param dataFolder absolute
     * @param threads that take pictures in
     * @param properties what the route files may use as {@code {{...}}}, and Camel's own keys
     */
    public Routes(
            Path folder,
            Path dataFolder,
            PictureReader reader,
            Ingest ingest,
            Query query,
            Activity activity,
            IndexWatch watch,
            Duration settle,
            int threads,
            Map<String, String> properties) {
        this.folder = folder;
        this.activity = activity;
        Clock clock = Clock.systemDefaultZone();
        Targets targets = new Targets();
        Clock steady = new SteadyClock();
        Attempts attempts = new Attempts(steady);
        Attempts questionAttempts = new Attempts(steady);
        Moves moves = new Moves(targets, attempts, activity);
        MemoryBudget questionMemory = MemoryBudget.ofHeap(SHARE_OF_QUESTIONS);
        OddFiles oddFiles = new OddFiles(reader.limits().maxBytes(), activity);
        main.bind("settled", new SettledFilter(settle, oddFiles, attempts, steady));
        main.bind("settledQuestion", new AnswerableFilter(watch, new SettledFilter(settle, oddFiles, questionAttempts, steady)));
        main.bind("inProgress", new FilesInProgress());
        this.ingestThreads = new HoldingPool("ingest", threads, FILES_WAITING_A_THREAD * threads);
        main.bind("ingestThreads", ingestThreads);
        main.bind("ingest", new IngestProcessor(ingest, dataFolder, moves, attempts, activity, clock));
        main.bind("quarantine", new QuarantineProcessor(dataFolder, moves, attempts, activity, clock));
        main.bind("postpone", new PostponeProcessor(attempts, activity));
        main.bind("postponeQuestion", new PostponeProcessor(questionAttempts, activity));
        main.bind("ask", new QuestionProcessor(questionMemory, query, dataFolder, new Moves(targets, questionAttempts, activity), activity, watch));
        main.bind("sheet", new ContactSheetProcessor(questionMemory, reader, dataFolder));
        main.configure()
                .withName("streetmatch")
                .withRoutesIncludePattern("file:" + folder + "/*.camel.yaml")
                .withShutdownTimeout(SHUTDOWN_SECONDS);
        Properties initial = new Properties();
        initial.put("camel.main.startupSummaryLevel", "Off");
        initial.putAll(properties);
        main.setInitialProperties(initial);
        main.setDefaultPropertyPlaceholderLocation("false");
    }

    /** What stands in the path of a folder and keeps routes from using it; empty when they can. */
    public static Optional<String> unusableIn(Path folder) {
        for (Path name : folder) {
            Matcher found = NOT_IN_NAMES.matcher(name.toString());
            if (found.find()) {
                return Optional.of(found.group());
            }
        }
        return Optional.empty();
    }

    /**
     * Loads and starts the routes.
     *
     * @throws RouteException when a route file cannot be used
     */
    public void start() throws RouteException {
        try {
            main.start();
            main.getCamelContext().addService(new RouteReload(folder, activity));
        } catch (Exception e) {
            throw new RouteException(folder, e);
        }
    }

    /** Lets what is under way end, then stops the routes. */
    @Override
    public void close() {
        main.stop();
        ingestThreads.shutdownNow();
    }
}
