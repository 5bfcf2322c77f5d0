package io.streetmatch.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The folders of a collection.
 *
 * @param root absolute
 */
record DataFolder(Path root) {

    static DataFolder of(Settings settings) {
        return new DataFolder(Path.of(settings.get(Keys.DATA_DIR)).toAbsolutePath().normalize());
    }

    Path inbox() {
        return root.resolve("inbox");
    }

    Path probe() {
        return root.resolve("probe");
    }

    Path archive() {
        return root.resolve("archive");
    }

    Path results() {
        return root.resolve("results");
    }

    Path quarantine() {
        return root.resolve("quarantine");
    }

    Path index() {
        return root.resolve("index");
    }

    /** Lock, process id, status: what belongs to the running program. */
    Path run() {
        return root.resolve(".streetmatch");
    }

    /**
     * Makes the folders that are missing, and checks that files can move between them.
     *
     * @throws SettingsException when they cannot be made, written, or lie on different file systems
     */
    void prepare() throws SettingsException {
        try {
            for (Path folder : List.of(inbox(), probe().resolve(".done"), archive(), results(), quarantine(), index(), run())) {
                Files.createDirectories(folder);
                if (!Files.isWritable(folder)) {
                    throw new SettingsException("%s cannot be written. Give user '%s' the right, or set data.dir to another folder."
                            .formatted(folder, System.getProperty("user.name")));
                }
            }
            for (Path folder : List.of(archive(), quarantine())) {
                if (!Files.getFileStore(folder).equals(Files.getFileStore(inbox()))) {
                    throw new SettingsException("%s and %s are on different file systems; files could not be moved safely. Put both on one."
                            .formatted(inbox(), folder));
                }
            }
        } catch (IOException e) {
            throw new SettingsException("The data folder %s cannot be set up: %s. Give rights there, or set data.dir.".formatted(root, e.getMessage()));
        }
    }
}
