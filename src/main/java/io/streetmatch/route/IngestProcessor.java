package io.streetmatch.route;

import io.streetmatch.search.Activity;
import io.streetmatch.search.Ingest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletableFuture;
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

    private final Ingest ingest;
    private final Path dataFolder;
    private final Targets targets;
    private final Attempts attempts;
    private final Activity activity;
    private final Clock clock;

    IngestProcessor(Ingest ingest, Path dataFolder, Targets targets, Attempts attempts, Activity activity, Clock clock) {
        this.ingest = ingest;
        this.dataFolder = dataFolder;
        this.targets = targets;
        this.attempts = attempts;
        this.activity = activity;
        this.clock = clock;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Path file = FileExchange.file(exchange);
        String name = FileExchange.name(exchange);
        try {
            FileState before = FileState.of(file);
            byte[] bytes = ingest.bytesOf(file);
            Path target = FileExchange.moveTo(exchange, targets, attempts,
                    dataFolder.resolve("archive").resolve(LocalDate.now(clock).toString()).resolve(name));
            String path = dataFolder.relativize(target).toString().replace('\\', '/');
            ingest.ingest(bytes, name, path).whenComplete((source, failure) -> {
                acknowledge(exchange, file, name, before, Optional.ofNullable(failure));
                callback.done(false);
            });
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exchange.setException(e);
        } catch (Exception e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }

    private void acknowledge(Exchange exchange, Path file, String name, FileState before, Optional<Throwable> failure) {
        try {
            if (failure.isPresent()) {
                exchange.setException(failure.get() instanceof CompletionException wrapped ? wrapped.getCause() : failure.get());
            } else if (!before.equals(FileState.of(file))) {
                exchange.setException(new IOException("the file changed while it was taken in; it is read again"));
            } else {
                attempts.succeeded(file);
                activity.ingested();
                LOG.debug("{}: in the collection", name);
            }
        } catch (IOException e) {
            exchange.setException(e);
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
