package io.streetmatch.embed;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the ImageNet model is: in the folder that {@code model.path} names, else in the cache, else it is fetched into the cache. */
final class ImageNetModel {

    /** Beside a fetched model: where it came from. */
    static final String ORIGIN_FILE = "origin.properties";

    static final String ORIGIN_URL = "url";
    static final String ORIGIN_SUM = "archive.sha256";

    private static final Logger LOG = LoggerFactory.getLogger(ImageNetModel.class);

    private final Path cached;
    private final ModelDownload download;

    /** The model that is kept in this folder once it was fetched. */
    ImageNetModel(Path cached, DownloadPolicy policy, DownloadListener listener) {
        this.cached = cached;
        this.download = new ModelDownload(policy, listener);
    }

    /**
     * A folder with the model.
     *
     * @throws ModelException when it cannot be had, or is not the one that {@code model.sha256} asks for
     */
    Path find(ModelSource source) throws ModelException, IOException {
        if (source.path().isPresent()) {
            Path named = source.path().get();
            if (SavedModelArchive.isIn(named)) {
                return checked(named, source);
            }
            if (Files.isRegularFile(named)) {
                throw new ModelException("model.path = %s is a file; wanted is a folder with %s. An archive belongs into model.url."
                        .formatted(named, SavedModelArchive.MODEL_FILE));
            }
            LOG.warn("There is no {} in model.path = {}; looking into the cache.", SavedModelArchive.MODEL_FILE, named.toAbsolutePath());
        }
        if (!SavedModelArchive.isIn(cached)) {
            download.into(cached, source);
        }
        return checked(cached, source);
    }

    private static Path checked(Path folder, ModelSource source) throws ModelException, IOException {
        if (source.sha256().isEmpty()) {
            return folder;
        }
        String found = Sha256.of(folder.resolve(SavedModelArchive.MODEL_FILE));
        Properties origin = new Properties();
        if (Files.exists(folder.resolve(ORIGIN_FILE))) {
            try (InputStream in = Files.newInputStream(folder.resolve(ORIGIN_FILE))) {
                origin.load(in);
            }
        }
        String wanted = source.sha256().get();
        if (!wanted.equals(found) && !wanted.equals(origin.getProperty(ORIGIN_SUM))) {
            throw new ModelException(("model.sha256 = %s, but the SHA-256 of %s is %s, and its archive's %s. Correct model.sha256, or"
                    + " remove %s.").formatted(wanted, folder.resolve(SavedModelArchive.MODEL_FILE), found,
                    origin.getProperty(ORIGIN_SUM, "is not known"), folder));
        }
        return folder;
    }
}
