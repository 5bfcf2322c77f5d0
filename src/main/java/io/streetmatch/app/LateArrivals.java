package io.streetmatch.app;

import io.streetmatch.folder.DataFolder;
import io.streetmatch.index.IndexUnavailableException;
import io.streetmatch.index.MilvusIndex;
import io.streetmatch.index.VectorIndex;
import io.streetmatch.search.Reindex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to what a daemon took into a Milvus collection after another data folder's {@code reindex} had put a new one in its place.
 *
 * <p>Until it is restarted a daemon goes on with the collection that it began with. Which that was is noted in the data folder; at a start
 * with another one, pictures of the former collection that the new one lacks are embedded again from this folder's archive, beside the
 * daily work. Pictures whose files are elsewhere are those of other data folders.
 */
final class LateArrivals implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LateArrivals.class);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(10);
    private static final Duration END = Duration.ofSeconds(10);
    private static final String NOTE = "milvus-collection";

    private final Settings settings;
    private final DataFolder data;
    private final Engine engine;
    private final MilvusIndex index;
    private final Thread thread = new Thread(this::keepTrying, "late arrivals");

    private LateArrivals(Settings settings, DataFolder data, Engine engine, MilvusIndex index) {
        this.settings = settings;
        this.data = data;
        this.engine = engine;
        this.index = index;
    }

    /** Begins in the background, and goes on until it is done; nothing to do for an embedded index. */
    static Optional<LateArrivals> takeIn(Settings settings, DataFolder data, Engine engine) {
        if (!(engine.index() instanceof MilvusIndex index)) {
            return Optional.empty();
        }
        LateArrivals late = new LateArrivals(settings, data, engine, index);
        late.thread.setDaemon(true);
        late.thread.start();
        return Optional.of(late);
    }

    private void keepTrying() {
        try {
            while (!done()) {
                TimeUnit.NANOSECONDS.sleep(BETWEEN_TRIES.toNanos());
            }
        } catch (InterruptedException e) {
            // The daemon stops; its next start goes on.
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.error("What was taken into the former collection last cannot be taken over. It is tried again at the next start", e);
        }
    }

    private boolean done() throws Exception {
        try {
            // Connects; before that the collection's own name is not known.
            index.size();
            String name = index.ownName();
            Optional<String> former = noted().filter(known -> !known.equals(name));
            if (former.isPresent()) {
                takeOver(former.get(), name);
            }
            note(name);
            return true;
        } catch (IndexUnavailableException e) {
            LOG.debug("the collection that was used last is looked for later", e);
            return false;
        }
    }

    private void takeOver(String former, String name) throws Exception {
        Optional<VectorIndex> source = new Indexes(settings.with(Keys.MILVUS_COLLECTION, former)).asItIs(data);
        if (source.isEmpty()) {
            return;
        }
        LOG.info("The collection is now {}; what only the former one, {}, has of this data folder is taken over", name, former);
        try (VectorIndex from = source.get()) {
            Reindex.Outcome outcome = new Reindex(from, index, engine.ingest(), engine.variants().recipe(), data.root()).addAbsent(done -> {});
            LOG.info("{} pictures of the former collection were taken over, {} have no file here", outcome.embedded() + outcome.copied(),
                    outcome.missing());
        }
    }

    /** The own name of the collection that was used last under the configured name. */
    private Optional<String> noted() throws IOException {
        if (!Files.exists(file())) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file());
        return lines.size() == 2 && lines.get(0).equals(settings.get(Keys.MILVUS_COLLECTION)) ? Optional.of(lines.get(1)) : Optional.empty();
    }

    private void note(String name) throws IOException {
        Path part = file().resolveSibling(NOTE + ".part");
        Files.write(part, List.of(settings.get(Keys.MILVUS_COLLECTION), name));
        Files.move(part, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path file() {
        return data.run().resolve(NOTE);
    }

    /** Stops; what is not taken over is at the next start. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(END.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
