package io.streetmatch.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The routes that ship with the program, in a folder of their own, to be changed. */
final class RouteFiles {

    /** The step that takes a picture in, as it stands in the route file. */
    static final String INGEST_STEP = "        - process:\n            ref: ingest\n";

    private RouteFiles() {}

    /** Copies them to a new folder. */
    static Path copy(Path folder) throws IOException {
        Files.createDirectory(folder);
        for (String name : new String[] {"ingest.camel.yaml", "query.camel.yaml"}) {
            Files.copy(Path.of("routes").resolve(name), folder.resolve(name));
        }
        return folder;
    }

    /** A step that writes a line to the daemon's log, which shows warnings. */
    static String logStep(String message) {
        return "        - log:\n            message: \"%s ${header.CamelFileName}\"\n            loggingLevel: WARN\n".formatted(message);
    }

    /** A step that holds a file up. */
    static String delayStep(Duration delay) {
        return "        - delay:\n            asyncDelayed: \"false\"\n            expression:\n              constant:\n                expression: \"%d\"\n"
                .formatted(delay.toMillis());
    }
}
