package io.streetmatch.embed;

import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a line to the log at every tenth of a download, or every four megabytes where its length is not known. Not thread-safe. */
final class LoggedDownload implements DownloadListener {

    private static final Logger LOG = LoggerFactory.getLogger(LoggedDownload.class);
    private static final long STEP = 4L << 20;

    private long lastStep = -1;

    @Override
    public void received(String url, long bytes, OptionalLong total) {
        long step = total.isPresent() ? 10 * bytes / Math.max(1, total.getAsLong()) : bytes / STEP;
        if (step != lastStep) {
            lastStep = step;
            LOG.info("Downloading {}: {} kB{}", url, bytes / 1_000, total.isPresent() ? " of " + total.getAsLong() / 1_000 : "");
        }
    }
}
