package io.streetmatch.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The routes that ship with the program, in a folder of their own, to be changed. */
final class RouteFiles {

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
}
