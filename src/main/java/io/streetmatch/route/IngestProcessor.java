package io.streetmatch.route;

import io.streetmatch.image.BadImageException;
import io.streetmatch.image.MemoryBudget;
import io.streetmatch.report.Step;
import io.streetmatch.search.Activity;
import io.streetmatch.search.Ingest;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the picture of an exchange into the collection; the exchange goes on only when the picture is durable.
 *
 * <p>That is what makes the file consumer's move an acknowledgement: Camel moves the file when its exchange ends, and not before.
 */
public final class IngestProcessor implements AsyncProcessor {

    private static final Logger LOG = LoggerFactory.getLogger(IngestProcessor.class);

    /** Of Java's memory, for files that are being decoded. */
    private static final double SHARE = 0.25;

    private final MemoryBudget memory = MemoryBudget.ofHeap(SHARE);
    private final Ingest ingest;
    private final Path dataFolder;
    private final Moves moves;
    private final Attempts attempts;
    private final Activity activity;
    private final Clock clock;

    IngestProcessor(Ingest ingest, Path dataFolder, Moves moves, Attempts attempts, Activity activity, Clock clock) {
        this.ingest = ingest;
        this.dataFolder = dataFolder;
        this.moves = moves;
        this.attempts = attempts;
        this.activity = activity;
        this.clock = clock;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Path file = FileExchange.file(exchange);
        String name = FileExchange.name(exchange);
        try {
            take(exchange, callback, file, name);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exchange.setException(e);
        } catch (Exception | StackOverflowError e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }

    private void take(Exchange exchange, AsyncCallback callback, Path file, String name)
            throws BadImageException, IOException, InterruptedException {
        FileState before = FileState.of(file);
        exchange.setProperty(FileExchange.STEP, Step.READ);
        // Until it is decoded; what waits after that is small.
        try (MemoryBudget.Hold hold = memory.take(before.size())) {
            byte[] bytes = ingest.bytesOf(file);
            exchange.setProperty(FileExchange.STEP, Step.DECODE);
            Path target = moves.plan(exchange, before, dataFolder.resolve("archive").resolve(LocalDate.now(clock).toString()), "");
            String path = dataFolder.relativize(target).toString().replace(File.separatorChar, '/');
            ingest.ingest(bytes, name, path, () -> before.requireStill(file)).whenComplete((source, failure) -> {
                acknowledge(exchange, file, name, Optional.ofNullable(failure));
                callback.done(false);
            });
        } catch (BadImageException e) {
            // What is bad of a file that is still arriving, or that another one replaces, says nothing of the file.
            before.requireStill(file);
            throw e;
        }
    }

    private void acknowledge(Exchange exchange, Path file, String name, Optional<Throwable> failure) {
        if (failure.isPresent()) {
            exchange.setException(failure.get() instanceof CompletionException wrapped ? wrapped.getCause() : failure.get());
        } else {
            attempts.succeeded(file);
            activity.ingested();
            LOG.debug("{}: in the collection", name);
        }
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        processAsync(exchange).get();
    }

    @Override
    public CompletableFuture<Exchange> processAsync(Exchange exchange) {
        CompletableFuture<Exchange> done = new CompletableFuture<>();
        process(exchange, synchronous -> done.complete(exchange));
        return done;
    }
}
