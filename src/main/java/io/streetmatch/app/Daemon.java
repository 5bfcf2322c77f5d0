package io.streetmatch.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.streetmatch.batch.BatcherStatus;
import io.streetmatch.route.Routes;
import io.streetmatch.search.Activity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running program: the engine, the routes around it, and its status on disk. Close stops it cleanly. */
final class Daemon implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DataFolder data;
    private final DaemonLock lock;
    private final Engine engine;
    private final Routes routes;
    private final Activity activity;
    private final Instant started = Instant.now();
    private final ScheduledExecutorService clockwork = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "status");
        thread.setDaemon(true);
        return thread;
    });

    private Daemon(DataFolder data, DaemonLock lock, Engine engine, Routes routes, Activity activity) {
        this.data = data;
        this.lock = lock;
        this.engine = engine;
        this.routes = routes;
        this.activity = activity;
    }

    /**
     * Starts everything.
     *
     * @throws SettingsException when another process works on the data folder, or the folder cannot be used
     * @throws Exception when model, index or routes cannot be used
     */
    static Daemon start(Settings settings, Path home) throws Exception {
        DataFolder data = DataFolder.of(settings);
        data.prepare();
        DaemonLock lock = DaemonLock.tryAcquire(data).orElseThrow(() -> new SettingsException(
                "Streetmatch already runs on %s (%s). Stop that one first, or choose another folder with --data."
                        .formatted(data.root(), DaemonLock.holder(data))));
        Engine engine = null;
        try {
            engine = Engine.open(settings, data);
            Activity activity = new Activity();
            Path folder = settings.get(Keys.ROUTES_DIR).map(Path::of).orElse(home.resolve("routes")).toAbsolutePath();
            Routes routes = new Routes(folder, data.root(), engine.reader(), engine.ingest(), engine.query(), activity,
                    settings.get(Keys.INBOX_SETTLE), routeProperties(settings, data));
            Daemon daemon = new Daemon(data, lock, engine, routes, activity);
            routes.start();
            daemon.clockwork.scheduleWithFixedDelay(() -> daemon.writeStatus("running"), 0, 1, TimeUnit.SECONDS);
            return daemon;
        } catch (Exception e) {
            if (engine != null) {
                engine.close();
            }
            lock.close();
            throw e;
        }
    }

    private static Map<String, String> routeProperties(Settings settings, DataFolder data) {
        Map<String, String> properties = new LinkedHashMap<>(settings.passedOn());
        properties.put("inbox.dir", data.inbox().toString());
        properties.put("probe.dir", data.probe().toString());
        properties.put("results.dir", data.results().toString());
        properties.put("inbox.threads", settings.get(Keys.INBOX_THREADS).orElse(Runtime.getRuntime().availableProcessors()).toString());
        properties.put("inbox.poll", Long.toString(settings.get(Keys.INBOX_POLL).toMillis()));
        properties.put("probe.poll", Long.toString(settings.get(Keys.PROBE_POLL).toMillis()));
        properties.put("inbox.maxPerPoll", settings.get(Keys.INBOX_MAX_PER_POLL).toString());
        return properties;
    }

    /** What a person needs to know at the start. */
    String greeting() throws Exception {
        return """
                Streetmatch is ready.
                  drop pictures into   %s
                  drop questions into  %s
                  answers appear in    %s
                  model                %s, %d floats, %s
                  index                %s: %,d pictures
                """.formatted(data.inbox(), data.probe(), data.results(), engine.embedder().space().model(),
                engine.embedder().space().dimension(), engine.embedder().device(), engine.index().describe(), engine.index().size().pictures());
    }

    Engine engine() {
        return engine;
    }

    Activity activity() {
        return activity;
    }

    private void writeStatus(String state) {
        try {
            BatcherStatus embedding = engine.embedding().status();
            BatcherStatus writing = engine.writing().status();
            Map<String, Object> status = new LinkedHashMap<>();
            status.put("state", writing.retrying().isPresent() ? "waiting for the index" : state);
            status.put("pid", ProcessHandle.current().pid());
            status.put("started", started.toString());
            status.put("time", Instant.now().toString());
            status.put("ingested", activity.ingestedCount());
            status.put("quarantined", activity.quarantinedCount());
            status.put("answered", activity.answeredCount());
            status.put("postponed", activity.postponedCount());
            status.put("queued", embedding.waiting() + embedding.inWork() + writing.waiting() + writing.inWork());
            status.put("pictures", engine.index().size().pictures());
            status.put("model", engine.embedder().space().model());
            status.put("device", engine.embedder().device());
            status.put("index", engine.index().describe());
            status.put("lastErrors", activity.incidents().stream().map(incident -> incident.time() + " " + incident.message()).toList());
            Path target = data.run().resolve("status.json");
            Path temporary = target.resolveSibling("status.json.part");
            Files.write(temporary, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(status));
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (Exception e) {
            // The status is not worth stopping for; a full disk shows in the log line of what failed on it.
            LOG.debug("the status cannot be written", e);
        }
    }

    @Override
    public void close() throws IOException {
        writeStatus("stopping");
        if (engine.writing().status().retrying().isPresent()) {
            // Nothing can be finished while the index is away: what is under way stays in the inbox for the next start.
            engine.writing().close();
        }
        routes.close();
        clockwork.shutdown();
        engine.close();
        writeStoppedStatus();
        lock.close();
    }

    private void writeStoppedStatus() throws IOException {
        Files.deleteIfExists(data.run().resolve("status.json"));
    }
}
