package io.streetmatch.route;

import io.streetmatch.batch.BatcherClosedException;
import io.streetmatch.folder.FileNames;
import io.streetmatch.index.IndexUnavailableException;
import io.streetmatch.search.Activity;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leaves a file where it is after a failure that is not the file's, to be tried again later. */
public final class PostponeProcessor implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(PostponeProcessor.class);

    private final Attempts attempts;
    private final Activity activity;

    PostponeProcessor(Attempts attempts, Activity activity) {
        this.attempts = attempts;
        this.activity = activity;
    }

    @Override
    public void process(Exchange exchange) {
        Path file = FileExchange.file(exchange);
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        // The batchers are closed before the routes when the index is away.
        if (exchange.getContext().isStopping() || failure instanceof BatcherClosedException) {
            LOG.debug("{}: left for the next start", file);
            return;
        }
        if (failure instanceof IndexUnavailableException) {
            LOG.debug("{}: waits until the index answers", file);
            return;
        }
        if (failure instanceof NoSuchFileException && Files.notExists(file)) {
            // Somebody took it away, or it was on its way out when the folder was looked at.
            attempts.succeeded(file);
            return;
        }
        Duration pause = attempts.failed(file);
        activity.postponed(FileExchange.shown(exchange) + ": " + FileNames.shown(String.valueOf(failure.getMessage())));
        LOG.warn("{}: stays where it is and is tried again in {} s. {}", FileExchange.shown(exchange), pause.toSeconds(), FileNames.shown(failure.toString()));
        LOG.debug("{}", file, failure);
    }
}
