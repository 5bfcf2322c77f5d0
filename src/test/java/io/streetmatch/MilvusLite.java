package io.streetmatch;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A milvus-lite server as a process of its own, as {@code src/test/sh/install-milvus-lite.sh} installs it: speaks the language of newer
 * servers, but is no Milvus; good for what both do alike. Tests are skipped where it is not installed.
 */
public final class MilvusLite implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(3);

    private final int port = MilvusServer.freePort();
    private final Process process;

    private MilvusLite(Path data) throws IOException {
        this.process = TiedProcess.of(List.of(installed().resolve("bin/milvus-lite").toString(), "server", "--data-dir", data.toString(),
                "--host", "127.0.0.1", "--port", "" + port))
                .redirectOutput(data.resolveSibling(data.getFileName() + ".log").toFile()).start();
    }

    /** Starts one on an empty folder and waits until it takes calls. */
    public static MilvusLite start(Path data) throws IOException {
        MilvusLite server = new MilvusLite(Files.createDirectories(data));
        await("milvus-lite on " + server.uri()).atMost(START).until(() -> {
            if (!server.process.isAlive()) {
                throw new IOException("milvus-lite ended; see " + data + ".log");
            }
            return server.answers();
        });
        return server;
    }

    private static Path installed() {
        String cache = System.getenv().getOrDefault("XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache");
        Path venv = Path.of(System.getenv().getOrDefault("MILVUS_LITE_VENV", cache + "/streetmatch/milvus-lite-3.2.2"));
        assumeTrue(Files.exists(venv.resolve("installed")),
                "no milvus-lite in " + venv + "; src/test/sh/install-milvus-lite.sh installs it");
        return venv;
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Address for clients. */
    public String uri() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() throws IOException {
        TiedProcess.end(process);
    }
}
