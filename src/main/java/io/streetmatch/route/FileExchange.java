package io.streetmatch.route;

import io.streetmatch.folder.FileNames;
import io.streetmatch.search.Activity;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Ordered;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the adapters read from and write to the exchange of a file. */
final class FileExchange {

    private static final Logger LOG = LoggerFactory.getLogger(FileExchange.class);

    /** Exchange property: absolute path that the file moves to when the exchange ends; {@code move} in the routes names it. */
    static final String TARGET = "streetmatchTarget";

    /** Exchange property: the {@link io.streetmatch.report.Answer} to the question of the exchange. */
    static final String ANSWER = "streetmatchAnswer";

    /** Exchange property: how the files of the answer are called, without their ending; the routes ask for it. */
    static final String RESULT = "streetmatchResult";

    /** Exchange property: whether the body is a contact sheet; the routes ask for it. */
    static final String SHEET_DRAWN = "streetmatchSheetDrawn";

    /** Exchange property: the {@link io.streetmatch.report.Step} that the file has come to. */
    static final String STEP = "streetmatchStep";

    private FileExchange() {}

    /** The file on disk. */
    static Path file(Exchange exchange) {
        return Path.of(exchange.getMessage().getHeader(Exchange.FILE_PATH, String.class));
    }

    /** Its name below the watched folder, with {@code /}. */
    static String name(Exchange exchange) {
        return exchange.getMessage().getHeader(Exchange.FILE_NAME_CONSUMED, String.class).replace(File.separatorChar, '/');
    }

    /** Its name for logs and the status. */
    static String shown(Exchange exchange) {
        return FileNames.shown(name(exchange));
    }

    /**
     * Reserves where the file moves to, until it has moved. One that could not be moved counts as failed: Camel alone would take it again
     * at once, for ever.
     *
     * @param folder the file keeps its name below it
     * @param companion what is put behind the name for a second file beside it; may be empty
     */
    static Path moveTo(Exchange exchange, Targets targets, Attempts attempts, Activity activity, Path folder, String companion) {
        Path target = targets.reserve(folder, name(exchange), companion);
        Path file = file(exchange);
        exchange.setProperty(TARGET, target.toString());
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onComplete(Exchange complete) {
                if (target.toString().equals(complete.getProperty(TARGET)) && Files.exists(file) && !Files.exists(target)) {
                    Duration pause = attempts.failed(file);
                    String failure = "%s could not be moved to %s. Is that a folder, and may it be written?".formatted(shown(complete), target.getParent());
                    activity.postponed(failure);
                    LOG.warn("{} Tried again in {} s.", failure, pause.toSeconds());
                }
                onDone(complete);
            }

            @Override
            public void onDone(Exchange done) {
                targets.release(target);
            }

            @Override
            public int getOrder() {
                // After Camel has moved the file.
                return Ordered.LOWEST;
            }
        });
        return target;
    }
}
