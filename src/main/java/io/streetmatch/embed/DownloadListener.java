package io.streetmatch.embed;

import java.util.OptionalLong;

/** Told how a download goes, for a progress bar. Called on the downloading thread, often: it should return at once. */
public interface DownloadListener {

    /**
     * More of a file is here.
     *
     * @param url where it comes from
     * @param bytes so far, those of an earlier, interrupted try included
     * @param total of the whole file; absent when the server does not say
     */
    void received(String url, long bytes, OptionalLong total);
}
