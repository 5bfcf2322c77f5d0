package io.streetmatch.embed;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real HTTP server on this machine with one file, that breaks off, forgets ranges or hangs when told to. */
final class FileServer implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closing = new CountDownLatch(1);
    /** What each request asked for: its {@code Range}, or {@code all}. */
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    private volatile byte[] file;
    private volatile Optional<String> etag = Optional.empty();
    private volatile boolean ranges = true;
    private volatile int status = 200;
    private volatile int failures;
    private volatile int sentBeforeFailure;
    private volatile boolean hangs;

    FileServer(byte[] file) throws IOException {
        this.file = file;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:%d/model.tar.gz".formatted(server.getAddress().getPort());
    }

    List<String> requests() {
        return List.copyOf(requests);
    }

    FileServer replaced(byte[] other, String tag) {
        file = other;
        etag = Optional.of(tag);
        return this;
    }

    FileServer tagged(String tag) {
        etag = Optional.of(tag);
        return this;
    }

    FileServer withoutRanges() {
        ranges = false;
        return this;
    }

    FileServer answering(int code) {
        status = code;
        return this;
    }

    /** The next requests end after this many bytes. */
    FileServer breaking(int requestsThatFail, int afterBytes) {
        failures = requestsThatFail;
        sentBeforeFailure = afterBytes;
        return this;
    }

    /** The failing requests stay open and silent. */
    FileServer hanging() {
        hangs = true;
        return this;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        requests.add(range == null ? "all" : range);
        try (exchange) {
            if (status != 200) {
                exchange.sendResponseHeaders(status, -1);
                return;
            }
            etag.ifPresent(tag -> exchange.getResponseHeaders().set("ETag", tag));
            String condition = exchange.getRequestHeaders().getFirst("If-Range");
            boolean same = condition == null || condition.equals(etag.orElse(""));
            int start = range != null && ranges && same ? Integer.parseInt(range.replaceAll("\\D", "")) : 0;
            if (start > 0) {
                exchange.getResponseHeaders().set("Content-Range", "bytes %d-%d/%d".formatted(start, file.length - 1, file.length));
            }
            exchange.sendResponseHeaders(start > 0 ? 206 : 200, file.length - start);
            send(exchange.getResponseBody(), start);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(OutputStream out, int start) throws IOException, InterruptedException {
        if (failures == 0) {
            out.write(file, start, file.length - start);
            return;
        }
        failures--;
        out.write(file, start, Math.min(sentBeforeFailure, file.length - start));
        out.flush();
        if (hangs) {
            closing.await();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
