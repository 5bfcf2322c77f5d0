package io.streetmatch.route;

import io.streetmatch.image.BadImageException;
import io.streetmatch.image.ImageId;
import io.streetmatch.image.MemoryBudget;
import io.streetmatch.image.Picture;
import io.streetmatch.image.PictureReader;
import io.streetmatch.report.Answer;
import io.streetmatch.report.ContactSheet;
import io.streetmatch.report.Match;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Draws the answer of an exchange: the body becomes the bytes of a JPEG file, or stays when it cannot be drawn, and a property tells which.
 *
 * <p>Never fails: the answer counts, the sheet is a view of it.
 */
public final class ContactSheetProcessor implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(ContactSheetProcessor.class);

    private final ContactSheet sheet = new ContactSheet();
    private final MemoryBudget memory;
    private final PictureReader reader;
    private final Path dataFolder;

    ContactSheetProcessor(MemoryBudget memory, PictureReader reader, Path dataFolder) {
        this.memory = memory;
        this.reader = reader;
        this.dataFolder = dataFolder;
    }

    @Override
    public void process(Exchange exchange) {
        try {
            Answer answer = exchange.getProperty(FileExchange.ANSWER, Answer.class);
            byte[] jpeg = sheet.draw(answer, picture(FileExchange.file(exchange), bytes -> true), this::matched);
            exchange.getMessage().setBody(jpeg);
            exchange.setProperty(FileExchange.SHEET_DRAWN, true);
        } catch (RuntimeException e) {
            // A null body would not tell it: Camel reads the file of the exchange into that again.
            exchange.setProperty(FileExchange.SHEET_DRAWN, false);
            LOG.warn("{}: answered, but its contact sheet cannot be drawn. {}", FileExchange.shown(exchange), e.toString());
        }
    }

    /** Where several daemons share a collection the path may be another one's, and here another picture may lie at it. */
    private Optional<Picture> matched(Match match) {
        return picture(dataFolder.resolve(match.path()), bytes -> ImageId.of(bytes).equals(match.id()));
    }

    private Optional<Picture> picture(Path file, Predicate<byte[]> right) {
        try (MemoryBudget.Hold hold = memory.take(Files.size(file))) {
            byte[] bytes = reader.bytesOf(file);
            return right.test(bytes) ? Optional.of(reader.read(bytes).pixels()) : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (IOException | BadImageException e) {
            // The sheet shows that the file cannot be read.
            LOG.debug("{} is not on the contact sheet", file, e);
            return Optional.empty();
        }
    }
}
