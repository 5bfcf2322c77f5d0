package io.streetmatch;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A real Milvus server as a process of its own: the standalone binary in the Python wheel that {@code src/test/sh/install-milvus.sh}
 * installs. Tests are skipped where it is not installed.
 *
 * <p>The wheel's Python process is only the parent: the server is its child, which outlives it unless it is ended, too.
 */
public final class MilvusServer implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(3);
    private static final int FIRST_PORT = 20_000;
    private static final int LAST_PORT = 30_000;
    private static final int ATTEMPTS = 100;

    /** Its etcd stays on port 2379 whatever it is told: one server a machine. */
    private static final List<String> OWN_PORTS = List.of("root-coord-port", "proxy-internal-port", "query-coord-port",
            "query-node-port", "index-coord-port", "index-node-port", "data-coord-port", "data-node-port");

    private static Optional<MilvusServer> shared = Optional.empty();

    private final Path data;
    private final int port = freePort();
    private final List<String> command = new ArrayList<>();
    private Optional<Process> parent = Optional.empty();

    private MilvusServer(Path data) {
        this.data = data;
        command.addAll(List.of(installed().resolve("bin/milvus-server").toString(), "--data", data.toString(), "--proxy-port", "" + port));
        OWN_PORTS.forEach(name -> command.addAll(List.of("--" + name, "" + freePort())));
    }

    /** One for all tests that do not hurt it; ends with the test JVM. */
    public static synchronized MilvusServer shared() throws IOException {
        if (shared.isEmpty()) {
            MilvusServer server = new MilvusServer(Files.createTempDirectory(Files.createDirectories(Path.of("target/milvus")).toAbsolutePath(), "shared-"));
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "end milvus"));
            server.start();
            shared = Optional.of(server);
        }
        return shared.get();
    }

    /** A server of a test's own, started; its data lie in an empty folder. */
    public static MilvusServer start(Path data) throws IOException {
        MilvusServer server = new MilvusServer(data);
        server.start();
        return server;
    }

    private static Path installed() {
        String cache = System.getenv().getOrDefault("XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache");
        Path venv = Path.of(System.getenv().getOrDefault("MILVUS_VENV", cache + "/streetmatch/milvus-2.3.5"));
        assumeTrue(Files.isExecutable(venv.resolve("bin/milvus-server")),
                "no Milvus server in " + venv + "; src/test/sh/install-milvus.sh installs one");
        return venv;
    }

    /** Address for clients. */
    public String uri() {
        return "http://127.0.0.1:" + port;
    }

    /** Starts it, on the data that it left if it ran before, and waits until it takes calls. */
    public void start() throws IOException {
        Path log = data.resolveSibling(data.getFileName() + ".log");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
        parent = Optional.of(process);
        await("Milvus on " + uri() + " (log: " + log + ")").atMost(START).pollInterval(Duration.ofMillis(300)).until(() -> {
            if (!process.isAlive()) {
                throw new IOException("the Milvus server ended; see " + log);
            }
            return healthy();
        });
    }

    /** The port of the health page cannot be moved by this wheel, so the calls themselves are asked. */
    private boolean healthy() throws IOException {
        HttpURLConnection connection = (HttpURLConnection) URI.create(uri() + "/v1/vector/collections").toURL().openConnection();
        connection.setConnectTimeout(1_000);
        connection.setReadTimeout(2_000);
        try {
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false;
        } finally {
            connection.disconnect();
        }
    }

    /** kill -9, of the server itself. */
    public void kill() {
        List<ProcessHandle> all = processes();
        all.forEach(ProcessHandle::destroyForcibly);
        await("Milvus to be dead").atMost(Duration.ofMinutes(1)).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** Freezes it or lets it go on. */
    public void signal(String name) throws IOException, InterruptedException {
        for (ProcessHandle process : processes()) {
            new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
        }
    }

    private List<ProcessHandle> processes() {
        List<ProcessHandle> all = new ArrayList<>();
        parent.ifPresent(process -> {
            process.descendants().forEach(all::add);
            all.add(process.toHandle());
        });
        return all;
    }

    @Override
    public void close() {
        kill();
    }

    /**
     * Below the range that the system gives to outgoing connections: a client that knocks at the port of a dead server could otherwise
     * be given that very port, connect to itself, and keep the server from coming back.
     */
    static int freePort() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // Taken; another one.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw new IllegalStateException("no free port between %d and %d".formatted(FIRST_PORT, LAST_PORT));
    }
}
