package io.streetmatch.route;

import io.streetmatch.folder.FileNames;
import java.io.File;
import java.nio.file.Path;
import org.apache.camel.Exchange;

/** What the adapters read from and write to the exchange of a file. */
final class FileExchange {

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
}
