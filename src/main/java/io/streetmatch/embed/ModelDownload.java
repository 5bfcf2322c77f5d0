package io.streetmatch.embed;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a SavedModel from an archive, near or far, into a folder: checked, and complete or not at all. Several processes may do so at
 * the same time for the same folder; one of them works and the others wait.
 */
final class ModelDownload {

    private static final Logger LOG = LoggerFactory.getLogger(ModelDownload.class);
    /** A {@link FileLock} holds between processes; this holds between the threads of one. */
    private static final Object THREADS = new Object();

    private final ResumableDownload download;

    ModelDownload(DownloadPolicy policy, DownloadListener listener) {
        this.download = new ResumableDownload(policy, listener, EnvironmentProxies.orPlatform(System.getenv()));
    }

    /**
     * Unpacks the model of the first address that gives it.
     *
     * @param folder does not exist or is empty
     * @param source its addresses, and the sum that its archive or its {@code saved_model.pb} must have
     * @throws ModelException when none gives it; the message has the reason for each
     */
    void into(Path folder, ModelSource source) throws ModelException {
        synchronized (THREADS) {
            try {
                Files.createDirectories(folder.getParent());
                try (FileChannel channel = FileChannel.open(beside(folder, ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        FileLock lock = lock(channel, folder)) {
                    if (!SavedModelArchive.isIn(folder)) {
                        firstThatWorks(folder, source);
                    }
                }
            } catch (IOException e) {
                throw new ModelException(("The ImageNet model cannot be put into %s: %s. Make room or rights there, or set cache.dir"
                        + " or model.path.").formatted(folder, ResumableDownload.reason(e)), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ModelException("The download of the ImageNet model was interrupted; the next start goes on with it.", e);
            }
        }
    }

    private static FileLock lock(FileChannel channel, Path folder) throws IOException {
        FileLock lock = channel.tryLock();
        if (lock != null) {
            return lock;
        }
        LOG.info("Another process is putting the model into {}; waiting for it.", folder);
        return channel.lock();
    }

    private void firstThatWorks(Path folder, ModelSource source) throws ModelException, IOException, InterruptedException {
        FreshFolder.requireFree(folder);
        FreshFolder.removeLeftovers(folder);
        List<String> failures = new ArrayList<>();
        for (String url : source.urls()) {
            try {
                if (url.startsWith("http:") || url.startsWith("https:")) {
                    PartFile part = new PartFile(beside(folder, ".tar.gz.part"));
                    download.fetch(URI.create(url), part);
                    try {
                        unpack(part.file(), url, folder, source.sha256());
                    } finally {
                        part.discard();
                    }
                } else {
                    unpack(url.startsWith("file:") ? Path.of(URI.create(url)) : Path.of(url), url, folder, source.sha256());
                }
                LOG.info("The ImageNet model from {} lies in {} now.{}", url, folder,
                        failures.isEmpty() ? "" : " Without success: " + failures);
                return;
            } catch (IOException | IllegalArgumentException e) {
                failures.add(url + ": " + (e instanceof IOException io ? ResumableDownload.reason(io) : e.getMessage()));
            }
        }
        throw new ModelException(missing(folder, source, failures));
    }

    private static void unpack(Path archive, String url, Path folder, Optional<String> wanted) throws IOException {
        if (!Files.isRegularFile(archive)) {
            throw new IOException("there is no file " + archive);
        }
        String sum = Sha256.of(archive);
        try (FreshFolder fresh = new FreshFolder(folder)) {
            Path model = SavedModelArchive.unpack(archive, fresh.path());
            String modelSum = Sha256.of(model.resolve(SavedModelArchive.MODEL_FILE));
            if (wanted.isPresent() && !wanted.get().equals(sum) && !wanted.get().equals(modelSum)) {
                throw new IOException("model.sha256 = %s, but the archive's SHA-256 is %s and that of its %s is %s"
                        .formatted(wanted.get(), sum, SavedModelArchive.MODEL_FILE, modelSum));
            }
            Properties origin = new Properties();
            origin.setProperty(ImageNetModel.ORIGIN_URL, url);
            origin.setProperty(ImageNetModel.ORIGIN_SUM, sum);
            try (OutputStream out = Files.newOutputStream(model.resolve(ImageNetModel.ORIGIN_FILE))) {
                origin.store(out, "where this model came from");
            }
            fresh.publish(model);
            if (wanted.isEmpty()) {
                LOG.warn("The model from {} was not checked: no sum is pinned. To hold it to these bytes set model.sha256 = {}", url, sum);
            }
        }
    }

    private static String missing(Path folder, ModelSource source, List<String> failures) {
        String tried = failures.isEmpty()
                ? "it is not downloaded, because model.url is empty."
                : "it could not be downloaded:\n- " + String.join("\n- ", failures);
        return ("The ImageNet model is not in %s, and %s\nBy hand: fetch the archive of tf2-preview/mobilenet_v2/feature_vector, version 4,"
                + " on any machine from %s and unpack it so that %s (and its folder 'variables') lies in %s; or set model.url to the"
                + " archive's path, or model.path to the unpacked folder. model = street needs no download.")
                .formatted(folder, tried, ModelSource.OFFICIAL_URLS.get(0), SavedModelArchive.MODEL_FILE, folder);
    }

    private static Path beside(Path folder, String ending) {
        return folder.resolveSibling(folder.getFileName() + ending);
    }
}
