package io.streetmatch.app;

import io.streetmatch.folder.DaemonLock;
import io.streetmatch.folder.DataFolder;
import io.streetmatch.folder.FileNames;
import io.streetmatch.index.IndexSize;
import io.streetmatch.index.IndexUnavailableException;
import io.streetmatch.route.Routes;
import io.streetmatch.search.Activity;
import io.streetmatch.search.IndexWatch;
import io.streetmatch.search.Rate;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running program: the engine, the routes around it, and its status on disk. Close stops it cleanly. */
final class Daemon implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
    private static final Duration BETWEEN_LOG_LINES = Duration.ofMinutes(1);
    private static final Duration BETWEEN_COUNTS = Duration.ofMinutes(1);
    private static final Duration RATE_WINDOW = Duration.ofSeconds(10);

    /** An index that has not answered by then is one that is waited for. */
    private static final Duration FIRST_LOOK = Duration.ofSeconds(15);

    private final DataFolder data;
    private final DaemonLock lock;
    private final Engine engine;
    private final Routes routes;
    private final Activity activity;
    private final IndexWatch watch;
    private final Instant started = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final Rate rate = new Rate(RATE_WINDOW, Clock.systemUTC());
    private long knownOutdated = Status.UNKNOWN;
    private long outdatedAt = System.nanoTime() - BETWEEN_COUNTS.toNanos();
    private long logged;
    private long loggedAt = System.nanoTime();
    private Optional<LateArrivals> late = Optional.empty();
    private boolean closed;
    private volatile boolean greeted;
    private volatile String state = Status.RUNNING;
    private final ScheduledExecutorService clockwork = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "status");
        thread.setDaemon(true);
        return thread;
    });

    private Daemon(DataFolder data, DaemonLock lock, Engine engine, Routes routes, Activity activity, IndexWatch watch) {
        this.data = data;
        this.lock = lock;
        this.engine = engine;
        this.routes = routes;
        this.activity = activity;
        this.watch = watch;
    }

    /**
     * Starts everything.
     *
     * @throws SettingsException when another process works on the data folder, or the folder cannot be used
     * @throws Exception when model, index or routes cannot be used
     */
    static Daemon start(Settings settings, Path home) throws Exception {
        DataFolder data = settings.dataFolder();
        prepare(data);
        DaemonLock lock = DaemonLock.tryAcquire(data).orElseThrow(() -> new SettingsException(
                "Streetmatch already runs on %s (%s). Stop that one first, or choose another folder with --data."
                        .formatted(data.root(), DaemonLock.holder(data))));
        Engine engine = null;
        IndexWatch watch = null;
        try {
            // Of one that was killed.
            Status.remove(data);
            Reindexing.takeCompleted(settings, data);
            engine = Engine.open(settings, data);
            Activity activity = new Activity();
            watch = new IndexWatch(engine.index());
            Routes routes = new Routes(routesFolder(settings, home), data.root(), engine.questionReader(), engine.ingest(), engine.query(), activity,
                    watch, settings.get(Keys.INBOX_SETTLE), ingestThreads(settings), routeProperties(settings, data));
            Daemon daemon = new Daemon(data, lock, engine, routes, activity, watch);
            routes.start();
            daemon.late = LateArrivals.takeIn(settings, data, engine);
            daemon.clockwork.scheduleWithFixedDelay(daemon::report, 0, 1, TimeUnit.SECONDS);
            return daemon;
        } catch (Exception e) {
            if (watch != null) {
                watch.close();
            }
            if (engine != null) {
                engine.close();
            }
            lock.close();
            throw e;
        }
    }

    /** Makes the data folder, or says what is wrong with it as a matter of configuration. */
    static void prepare(DataFolder data) throws SettingsException {
        Optional<String> unusable = unusable(data);
        if (unusable.isPresent()) {
            throw new SettingsException(unusable.get());
        }
        try {
            data.prepare();
        } catch (IOException e) {
            throw new SettingsException(e.getMessage());
        }
    }

    /** Why no daemon can work on a data folder of this name, for people. */
    static Optional<String> unusable(DataFolder data) {
        return Routes.unusableIn(data.root()).map(odd -> ("The path of the data folder %s has '%s' in it, which Camel, the library that watches"
                + " folders, takes for something else. Give the folder another name, or choose another one with --data.")
                .formatted(FileNames.shown(data.root().toString()), FileNames.shown(odd)));
    }

    /** Where the route files lie. */
    static Path routesFolder(Settings settings, Path home) {
        return settings.get(Keys.ROUTES_DIR).map(Path::of).orElse(home.resolve("routes")).toAbsolutePath();
    }

    /** How many take pictures in at the same time. */
    static int ingestThreads(Settings settings) {
        return settings.get(Keys.INBOX_THREADS).orElse(Runtime.getRuntime().availableProcessors());
    }

    /** What the route files may use as {@code {{...}}}. */
    static Map<String, String> routeProperties(Settings settings, DataFolder data) {
        Map<String, String> properties = new LinkedHashMap<>(settings.passedOn());
        properties.put("data.dir", data.root().toString());
        properties.put("inbox.dir", data.inbox().toString());
        properties.put("probe.dir", data.probe().toString());
        properties.put("results.dir", data.results().toString());
        properties.put("inbox.threads", Integer.toString(ingestThreads(settings)));
        properties.put("inbox.poll", Long.toString(settings.get(Keys.INBOX_POLL).toMillis()));
        properties.put("probe.poll", Long.toString(settings.get(Keys.PROBE_POLL).toMillis()));
        properties.put("inbox.maxPerPoll", settings.get(Keys.INBOX_MAX_PER_POLL).toString());
        return properties;
    }

    /**
     * Says what a person needs to know at the start, and the sentence with 'is ready' only when the index has answered a search: now or,
     * while the folders are watched already, later.
     */
    void greet(PrintStream out) throws InterruptedException {
        greeted = true;
        watch.awaitFirstLook(FIRST_LOOK);
        Optional<String> silent = watch.silent();
        // Who has read that it is ready must not find an older status.
        clockwork.execute(this::report);
        if (silent.isPresent()) {
            out.print("Streetmatch waits for its index: " + silent.get() + System.lineSeparator());
            out.print("What is dropped meanwhile stays where it is; it is taken in and answered when the index answers." + System.lineSeparator());
        } else {
            out.print("Streetmatch is ready." + System.lineSeparator());
        }
        out.print("""
                  drop pictures into   %s
                  drop questions into  %s
                  answers appear in    %s
                  model                %s, %d floats, %s
                  index                %s: %s
                """.formatted(data.inbox(), data.probe(), data.results(), engine.embedder().space().model(),
                engine.embedder().space().dimension(), engine.embedder().device(), engine.index().describe(),
                watch.size().map(size -> String.format(Locale.ROOT, "%,d pictures", size.pictures())).orElse("not reachable yet")));
        out.flush();
        if (silent.isPresent()) {
            watch.awaitAnswer();
            out.print("Streetmatch is ready." + System.lineSeparator());
            out.flush();
        }
    }

    Engine engine() {
        return engine;
    }

    Activity activity() {
        return activity;
    }

    /** Says once a second how things stand, and once a minute in the log when something was done. */
    private void report() {
        double picturesPerSecond = rate.sample(activity.ingestedCount());
        writeStatus(picturesPerSecond);
        long ingested = activity.ingestedCount();
        if (ingested > logged && System.nanoTime() - loggedAt > BETWEEN_LOG_LINES.toNanos()) {
            LOG.info(String.format(Locale.ROOT, "Taken in: %,d since the last such line (%.1f a second now), %,d since the start",
                    ingested - logged, picturesPerSecond, ingested));
            logged = ingested;
            loggedAt = System.nanoTime();
        }
    }

    private void writeStatus(double picturesPerSecond) {
        try {
            status(picturesPerSecond).write(data);
        } catch (IOException | RuntimeException e) {
            // The status is not worth stopping for; a full disk shows in the log line of what failed on it, and in that this one grows old.
            LOG.debug("the status cannot be written", e);
        }
    }

    private Status status(double picturesPerSecond) {
        String waitingFor = engine.writing().status().retrying().or(watch::silent).orElse("");
        return new Status(
                state.equals(Status.RUNNING) && !waitingFor.isEmpty() ? Status.WAITING : state,
                ProcessHandle.current().pid(),
                started.toString(),
                Instant.now().truncatedTo(ChronoUnit.MILLIS).toString(),
                activity.ingestedCount(),
                Math.round(10 * picturesPerSecond) / 10.0,
                activity.quarantinedCount(),
                activity.answeredCount(),
                activity.postponedCount(),
                engine.ingest().underWay(),
                watch.size().map(IndexSize::pictures).orElse(Status.UNKNOWN),
                outdated(),
                newIndex(),
                engine.embedder().space().model(),
                engine.embedder().device(),
                engine.index().describe(),
                waitingFor,
                Stream.concat(activity.incidents().stream().map(incident -> incident.time().truncatedTo(ChronoUnit.SECONDS) + " " + incident.message()),
                        engine.variants().leftOut().stream()).toList());
    }

    private String newIndex() {
        try {
            return data.completedNextIndex().isPresent() ? Status.COMPLETE : Files.exists(data.nextIndex()) ? Status.BEGUN : Status.NONE;
        } catch (IOException e) {
            LOG.debug("the note of a new collection cannot be read", e);
            return Status.BEGUN;
        }
    }

    /** Counting looks at every picture: once a minute is enough. */
    private long outdated() {
        if (System.nanoTime() - outdatedAt > BETWEEN_COUNTS.toNanos() && watch.answers()) {
            try {
                knownOutdated = engine.index().outdated(engine.variants().recipe());
            } catch (IndexUnavailableException e) {
                LOG.debug("the index does not say what is out of date", e);
                knownOutdated = Status.UNKNOWN;
            }
            outdatedAt = System.nanoTime();
        }
        return knownOutdated;
    }

    /** Stops cleanly when the process is asked to end: Ctrl-C, SIGTERM, the end of a command. */
    void closeAtExit() {
        closeAtExit(() -> { });
    }

    /** The same, with something that is ended before: what works with this daemon must not find it closed. */
    void closeAtExit(Runnable before) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                before.run();
                close();
            } catch (IOException | RuntimeException e) {
                LOG.error("The stop was not clean; nothing that was acknowledged is lost", e);
            }
        }, "stop"));
    }

    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        say("Stopping: finishing what is under way");
        state = Status.STOPPING;
        clockwork.execute(this::report);
        // Nothing can be finished while the index is away: what is under way then stays in the inbox for the next start.
        engine.writing().giveUpOnFailure();
        routes.close();
        clockwork.shutdown();
        late.ifPresent(LateArrivals::close);
        watch.close();
        engine.close();
        Status.remove(data);
        lock.close();
        say("Stopped");
    }

    /** For the log of a daemon; a command that has a daemon of its own has said what there is to say. */
    private void say(String line) {
        if (greeted) {
            LOG.info(line);
        } else {
            LOG.debug(line);
        }
    }
}
