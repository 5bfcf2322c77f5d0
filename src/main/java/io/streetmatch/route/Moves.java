package io.streetmatch.route;

import io.streetmatch.search.Activity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Ordered;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells Camel where a file moves to when its exchange ends, and keeps it from moving one that nobody has read: what somebody puts in the
 * place of a file while its answer is written, or while a step of the user's own route takes its time, stays and is read next.
 *
 * <p>Safe for use by several threads.
 */
final class Moves {

    private static final Logger LOG = LoggerFactory.getLogger(Moves.class);

    private final Targets targets;
    private final Attempts attempts;
    private final Activity activity;

    /**
     * Moves of one folder's files.
     *
     * @param targets shared by all that move files into the same folders
     * @param attempts of that folder
     */
    Moves(Targets targets, Attempts attempts, Activity activity) {
        this.targets = targets;
        this.attempts = attempts;
        this.activity = activity;
    }

    /**
     * Reserves where the file of an exchange moves to, until it has moved.
     *
     * @param read the file's state when it was read; one that changes until the end of its exchange is not moved but tried again
     * @param folder the file keeps its name below it
     * @param companion what is put behind the name for a second file beside it, which goes when the file does not come; may be empty
     */
    Path plan(Exchange exchange, FileState read, Path folder, String companion) {
        Path target = targets.reserve(folder, FileExchange.name(exchange), companion);
        exchange.setProperty(FileExchange.TARGET, target.toString());
        Move move = new Move(FileExchange.file(exchange), FileExchange.shown(exchange), read, target, companion);
        exchange.getExchangeExtension().addOnCompletion(new BeforeMove(move));
        exchange.getExchangeExtension().addOnCompletion(new AfterMove(move));
        return target;
    }

    private void postpone(Path file, String failure) {
        Duration pause = attempts.failed(file);
        activity.postponed(failure);
        LOG.warn("{} Tried again in {} s.", failure, pause.toSeconds());
    }

    private record Move(Path file, String shown, FileState read, Path target, String companion) {

        /** Whether the exchange still means it; a file that turned out to be bad afterwards has got another target. */
        boolean isMeant(Exchange exchange) {
            return target.toString().equals(exchange.getProperty(FileExchange.TARGET));
        }

        void takeCompanionBack() {
            if (companion.isEmpty()) {
                return;
            }
            Path file = Targets.beside(target, companion);
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.warn("{} belongs to no file and cannot be deleted. {}", file, e.toString());
            }
        }
    }

    /** The last look at the file. Camel does not move the file of an exchange that has failed. */
    private final class BeforeMove extends SynchronizationAdapter {

        private final Move move;

        private BeforeMove(Move move) {
            this.move = move;
        }

        @Override
        public void onComplete(Exchange complete) {
            if (!move.isMeant(complete)) {
                return;
            }
            try {
                move.read().requireStill(move.file());
            } catch (NoSuchFileException e) {
                // Somebody took it away.
                complete.setException(e);
                attempts.succeeded(move.file());
                move.takeCompanionBack();
            } catch (IOException e) {
                complete.setException(e);
                postpone(move.file(), move.shown() + ": " + e.getMessage() + ".");
                move.takeCompanionBack();
            }
        }

        @Override
        public int getOrder() {
            return Ordered.HIGHEST;
        }
    }

    /**
     * Gives the target free, once the file is there or will not come. A file that could not be moved counts as failed: Camel alone would take
     * it again at once, for ever.
     */
    private final class AfterMove extends SynchronizationAdapter {

        private final Move move;

        private AfterMove(Move move) {
            this.move = move;
        }

        @Override
        public void onComplete(Exchange complete) {
            boolean meant = move.isMeant(complete);
            if (meant && complete.isFailed()) {
                // By the last look. What was stored of the former file names its target, which must not become the next one's.
                return;
            }
            // Not by java.nio.file.Files: on Java 17 that throws and catches an exception for each file that has moved.
            if (meant && move.file().toFile().exists() && !move.target().toFile().exists()) {
                postpone(move.file(), "%s could not be moved to %s. Is that a folder, and may it be written?".formatted(
                        move.shown(), move.target().getParent()));
            }
            targets.release(move.target());
        }

        @Override
        public void onFailure(Exchange failed) {
            targets.release(move.target());
        }

        @Override
        public int getOrder() {
            // After Camel has moved the file.
            return Ordered.LOWEST;
        }
    }
}
