package io.streetmatch.route;

import io.streetmatch.folder.FileNames;
import io.streetmatch.image.BadImageException;
import io.streetmatch.image.ImageId;
import io.streetmatch.report.ErrorReport;
import io.streetmatch.report.Failure;
import io.streetmatch.report.ResultJson;
import io.streetmatch.report.Step;
import io.streetmatch.search.Activity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a bad picture to the quarantine folder, with the reason in a file beside it. Where that cannot be done the file stays where it is,
 * to be tried again later.
 */
public final class QuarantineProcessor implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(QuarantineProcessor.class);

    private static final String REPORT = ".error.json";

    private static final long LARGEST_IDENTIFIED = 256L << 20;

    private final Path folder;
    private final Moves moves;
    private final Attempts attempts;
    private final Activity activity;
    private final Clock clock;

    QuarantineProcessor(Path dataFolder, Moves moves, Attempts attempts, Activity activity, Clock clock) {
        this.folder = dataFolder.resolve("quarantine");
        this.moves = moves;
        this.attempts = attempts;
        this.activity = activity;
        this.clock = clock;
    }

    @Override
    public void process(Exchange exchange) {
        BadImageException bad = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, BadImageException.class);
        try {
            quarantine(exchange, bad);
        } catch (IOException | RuntimeException e) {
            // Camel puts the exception back into the exchange and leaves the file where it is; another exception it would log in full.
            exchange.getExchangeExtension().setErrorHandlerHandled(false);
            postpone(exchange, bad, e);
        }
    }

    private void quarantine(Exchange exchange, BadImageException bad) throws IOException {
        Path file = FileExchange.file(exchange);
        String name = FileExchange.name(exchange);
        FileState judged = FileState.of(file);
        long size = judged.size();
        // What is too large to be read has no id in the report.
        Optional<ImageId> id = size > LARGEST_IDENTIFIED ? Optional.empty() : Optional.of(ImageId.of(file));
        Path target = moves.plan(exchange, judged, folder, REPORT);
        Files.createDirectories(target.getParent());
        // Written first: a file in quarantine always has its reason beside it, whenever the process dies.
        Step step = exchange.getProperty(FileExchange.STEP, Step.DECODE, Step.class);
        ErrorReport report = ErrorReport.of(name, id, size, Failure.of(bad, step), clock.instant());
        AtomicFile.write(Targets.beside(target, REPORT), ResultJson.toJson(report));
        activity.quarantined(FileExchange.shown(exchange) + ": " + bad.getMessage());
        LOG.warn("{}: quarantined. {}", FileExchange.shown(exchange), bad.getMessage());
    }

    private void postpone(Exchange exchange, BadImageException bad, Exception failure) {
        Path file = FileExchange.file(exchange);
        if (failure instanceof NoSuchFileException && Files.notExists(file)) {
            // Somebody took it away.
            attempts.succeeded(file);
            return;
        }
        Duration pause = attempts.failed(file);
        String message = "%s: is bad and cannot be quarantined. %s Is %s a folder that may be written, with room on its disk? %s".formatted(
                FileExchange.shown(exchange), bad.getMessage(), folder, FileNames.shown(failure.toString()));
        activity.postponed(message);
        LOG.warn("{} Tried again in {} s.", message, pause.toSeconds());
        LOG.debug("{}", file, failure);
    }
}
