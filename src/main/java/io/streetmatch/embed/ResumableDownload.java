package io.streetmatch.embed;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fetches a file over HTTP and goes on where an earlier try stopped (range requests, RFC 9110 14). */
final class ResumableDownload {

    private static final Logger LOG = LoggerFactory.getLogger(ResumableDownload.class);
    private static final int BUFFER = 1 << 16;
    private static final double MILLIS = 1_000;
    private static final int OK = 200;
    private static final int PARTIAL_CONTENT = 206;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    private final DownloadPolicy policy;
    private final DownloadListener listener;
    private final ProxySelector proxies;

    /** Trying again at once, or here at all, would change nothing. */
    private static final class Refused extends IOException {

        private static final long serialVersionUID = 1L;

        private Refused(String message) {
            super(message);
        }
    }

    ResumableDownload(DownloadPolicy policy, DownloadListener listener, ProxySelector proxies) {
        this.policy = policy;
        this.listener = listener;
        this.proxies = proxies;
    }

    /**
     * Completes the part with what this address gives.
     *
     * @throws IOException when it cannot be completed now; what has come is kept in the part
     */
    void fetch(URI uri, PartFile part) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(policy.connect())
                .proxy(proxies)
                .build();
        for (int attempt = 1;; attempt++) {
            try {
                attempt(client, uri, part);
                return;
            } catch (IOException e) {
                if (isUnknownHost(e)) {
                    throw new IOException("the host %s is not known; is there a network?".formatted(uri.getHost()), e);
                }
                if (e instanceof Refused || attempt == policy.attempts()) {
                    throw e;
                }
                LOG.warn("Attempt {} of {} at {} failed ({}); trying again.", attempt, policy.attempts(), uri, reason(e));
                Thread.sleep(policy.pauseAfter(attempt).toMillis());
            }
        }
    }

    /** What failed, for people: not every {@link IOException} has a message. */
    static String reason(IOException e) {
        return e instanceof ConnectException && e.getMessage() == null ? "no connection"
                : e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static boolean isUnknownHost(IOException e) {
        return e.getCause() instanceof UnresolvedAddressException
                || e.getCause() != null && e.getCause().getCause() instanceof UnresolvedAddressException;
    }

    private void attempt(HttpClient client, URI uri, PartFile part) throws IOException, InterruptedException {
        long start = part.resumableBytes(uri);
        if (start > 0 && part.total().equals(OptionalLong.of(start))) {
            return;
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(policy.connect()).header("User-Agent", "streetmatch");
        if (start > 0) {
            request.header("Range", "bytes=%d-".formatted(start));
            part.validator().ifPresent(validator -> request.header("If-Range", validator));
        }
        HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            int status = response.statusCode();
            if (status == OK) {
                part.begin(uri, response.headers());
            } else if (status == PARTIAL_CONTENT ? !part.isContinuedBy(response.headers()) : status == RANGE_NOT_SATISFIABLE) {
                part.discard();
                throw new IOException("the file has changed on the server since the download began");
            } else if (status != PARTIAL_CONTENT) {
                boolean passes = status >= SERVER_ERROR || status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS;
                String message = "the server answers with status " + status;
                throw passes ? new IOException(message) : new Refused(message);
            }
            append(uri, body, part);
        }
    }

    private void append(URI uri, InputStream body, PartFile part) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long have = part.resumableBytes(uri);
        try (StallGuard guard = new StallGuard(body, policy.stall()); OutputStream out = part.append()) {
            for (int count = read(body, buffer, guard); count >= 0; count = read(body, buffer, guard)) {
                out.write(buffer, 0, count);
                have += count;
                if (have > SavedModelArchive.MOST_BYTES) {
                    throw new Refused("this is no model: more than %d bytes".formatted(SavedModelArchive.MOST_BYTES));
                }
                listener.received(uri.toString(), have, part.total());
            }
        }
        if (part.total().isPresent() && have != part.total().getAsLong()) {
            throw new IOException("the connection ended after %d of %d bytes".formatted(have, part.total().getAsLong()));
        }
    }

    private int read(InputStream body, byte[] buffer, StallGuard guard) throws IOException {
        Optional<IOException> failure = Optional.empty();
        int count = -1;
        try {
            count = body.read(buffer);
        } catch (IOException e) {
            failure = Optional.of(e);
        }
        if (guard.stalled()) {
            throw new IOException("nothing came for %.1f s".formatted(policy.stall().toMillis() / MILLIS));
        }
        if (failure.isPresent()) {
            throw new IOException("the connection broke (%s)".formatted(reason(failure.get())), failure.get());
        }
        guard.progressed();
        return count;
    }
}
