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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * A real Milvus server as a process of its own, run by {@code bin/milvus}. Tests are skipped where {@code bin/milvus install} was not run.
 *
 * <p>Nothing is left running, however a test ends: it is a {@link TiedProcess}.
 */
public final class MilvusServer implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(3);
    private static final int FIRST_PORT = 20_000;
    private static final int LAST_PORT = 30_000;
    private static final int ATTEMPTS = 100;

    private static final String LAUNCHER = Path.of("bin/milvus").toAbsolutePath().toString();

    private static Optional<MilvusServer> shared = Optional.empty();

    private final Path data;
    private final int port = freePort();
    private Optional<Process> parent = Optional.empty();

    private MilvusServer(Path data) throws IOException {
        this.data = data;
        requireInstalled();
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

    /** Skips the calling test where the wheel is not installed. */
    public static void requireInstalled() throws IOException {
        Process where = launcher("where", "--wheel").redirectErrorStream(true).start();
        String said = new String(where.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assumeTrue(where.onExit().join().exitValue() == 0, "skipped: " + said);
    }

    /** {@code bin/milvus} with these arguments; the wheel lies in the user's cache, wherever tests keep theirs. */
    public static ProcessBuilder launcher(String... arguments) {
        return inUsersCache(new ProcessBuilder(command(arguments)));
    }

    private static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(LAUNCHER));
        command.addAll(List.of(arguments));
        return command;
    }

    private static ProcessBuilder inUsersCache(ProcessBuilder builder) {
        builder.environment().keySet().removeAll(List.of("STREETMATCH_CACHE_DIR", "STREETMATCH_DATA_DIR"));
        return builder;
    }

    /** Address for clients. */
    public String uri() {
        return "http://127.0.0.1:" + port;
    }

    /** Starts it, on the data that it left if it ran before, and waits until it takes calls. */
    public void start() throws IOException {
        Path log = data.resolveSibling(data.getFileName() + ".log");
        Process process = inUsersCache(TiedProcess.of(command("run", "--wheel", "--data", data.toString(), "--port", "" + port)))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
        parent = Optional.of(process);
        await("Milvus on " + uri() + " (log: " + log + ")").atMost(START).pollInterval(Duration.ofMillis(300)).until(() -> {
            if (!process.isAlive()) {
                throw new IOException("the Milvus server ended; see " + log);
            }
            return healthy();
        });
    }

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

    /** kill -9. */
    public void kill() {
        end(ProcessHandle::destroyForcibly);
    }

    /** Asks it to end, as a person stops it, and waits until it has. */
    public void stop() {
        end(ProcessHandle::destroy);
    }

    private void end(Consumer<ProcessHandle> how) {
        server().ifPresent(server -> {
            how.accept(server);
            await("Milvus to be gone").atMost(Duration.ofMinutes(2)).until(() -> !server.isAlive());
        });
        parent.ifPresent(shell -> {
            try {
                TiedProcess.end(shell);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        parent = Optional.empty();
    }

    /** Freezes it ({@code STOP}) or lets it go on ({@code CONT}). */
    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, "" + server().orElseThrow().pid()).start().waitFor();
    }

    /** The server's own process, if there is one: the shell's child that is not {@code cat}. */
    private Optional<ProcessHandle> server() {
        return parent.stream().flatMap(Process::children)
                .filter(child -> !child.info().command().orElse("").endsWith("/cat")).findFirst();
    }

    @Override
    public void close() {
        kill();
    }

    /**
     * Below the range that the system gives to outgoing connections: a client that knocks at the port of a dead server could otherwise
     * be given that very port, connect to itself, and keep the server from coming back.
     */
    public static int freePort() {
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
