package io.streetmatch.route;

import io.streetmatch.image.BadImageException;
import io.streetmatch.image.ImageId;
import io.streetmatch.report.ErrorReport;
import io.streetmatch.report.Failure;
import io.streetmatch.report.ResultJson;
import io.streetmatch.search.Activity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends a bad picture to the quarantine folder, with the reason in a file beside it. */
public final class QuarantineProcessor implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(QuarantineProcessor.class);

    private static final String REPORT = ".error.json";

    private static final long LARGEST_IDENTIFIED = 256L << 20;

    private final Path dataFolder;
    private final Targets targets;
    private final Attempts attempts;
    private final Activity activity;
    private final Clock clock;

    QuarantineProcessor(Path dataFolder, Targets targets, Attempts attempts, Activity activity, Clock clock) {
        this.dataFolder = dataFolder;
        this.targets = targets;
        this.attempts = attempts;
        this.activity = activity;
        this.clock = clock;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        BadImageException bad = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, BadImageException.class);
        Path file = FileExchange.file(exchange);
        String name = FileExchange.name(exchange);
        long size = Files.size(file);
        // What is too large to be read has no id in the report.
        Optional<ImageId> id = size > LARGEST_IDENTIFIED ? Optional.empty() : Optional.of(ImageId.of(file));
        Path target = FileExchange.moveTo(exchange, targets, attempts, activity, dataFolder.resolve("quarantine"), REPORT);
        Files.createDirectories(target.getParent());
        // Written first: a file in quarantine always has its reason beside it, whenever the process dies.
        ErrorReport report = ErrorReport.of(name, id, size, Failure.of(bad), clock.instant());
        AtomicFile.write(Targets.beside(target, REPORT), ResultJson.toJson(report));
        activity.quarantined(FileExchange.shown(exchange) + ": " + bad.getMessage());
        LOG.warn("{}: quarantined. {}", FileExchange.shown(exchange), bad.getMessage());
    }
}
