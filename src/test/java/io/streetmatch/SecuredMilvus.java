package io.streetmatch;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A real Milvus server that wants TLS and a login, root with {@code Milvus} as long as nobody changes it; one at a time on a machine. */
public final class SecuredMilvus implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(3);
    private static final char[] STORE_PASSWORD = "changeit".toCharArray();
    private static final List<String> OWN_PORTS = List.of("root-coord-port", "proxy-internal-port", "query-coord-port",
            "query-node-port", "index-coord-port", "index-node-port", "data-coord-port", "data-node-port");

    private final Path certificate;
    private final int port = MilvusServer.freePort();
    private final Process process;

    private SecuredMilvus(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        String cache = System.getenv().getOrDefault("XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache");
        Path program = Path.of(System.getenv().getOrDefault("MILVUS_VENV", cache + "/streetmatch/milvus-2.3.5"), "bin/milvus-server");
        assumeTrue(Files.isExecutable(program), "there is no " + program + ": the Milvus server of the tests is not installed");
        KeyStore keys = selfSigned(folder.resolve("server"));
        certificate = pem(folder.resolve("server.pem"), "CERTIFICATE", keys.getCertificate("server").getEncoded());
        Path key = pem(folder.resolve("server.key"), "PRIVATE KEY", keys.getKey("server", STORE_PASSWORD).getEncoded());
        List<String> command = new ArrayList<>(List.of(program.toString(), "--data", folder.resolve("data").toString(), "--proxy-port", "" + port,
                "--authorization-enabled", "true", "--tls-mode", "1", "--server-pem-path", certificate.toString(),
                "--server-key-path", key.toString(), "--ca-pem-path", certificate.toString()));
        OWN_PORTS.forEach(name -> command.addAll(List.of("--" + name, "" + MilvusServer.freePort())));
        process = TiedProcess.of(command).redirectOutput(folder.resolve("server.log").toFile()).start();
    }

    /** Starts one in an empty folder and waits until it takes connections. */
    public static SecuredMilvus start(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        SecuredMilvus server = new SecuredMilvus(Files.createDirectories(folder));
        try {
            await("Milvus on " + server.uri()).atMost(START).until(() -> {
                if (!server.process.isAlive()) {
                    throw new IOException("the Milvus server ended; see " + folder);
                }
                return server.answers();
            });
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** A key with a certificate for this machine that it signed itself. */
    public static KeyStore selfSigned(Path name) throws IOException, InterruptedException, GeneralSecurityException {
        Path store = name.resolveSibling(name.getFileName() + ".p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/keytool").toString(), "-genkeypair", "-alias", "server",
                "-keyalg", "RSA", "-keysize", "2048", "-dname", "CN=localhost", "-ext", "san=dns:localhost,ip:127.0.0.1", "-ext", "bc=ca:true",
                "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", new String(STORE_PASSWORD)).inheritIO().start();
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool failed");
        }
        return KeyStore.getInstance(store.toFile(), STORE_PASSWORD);
    }

    /** Writes a key or certificate as PEM. */
    public static Path pem(Path file, String what, byte[] bytes) throws IOException {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(bytes);
        return Files.writeString(file, "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(what, body, what));
    }

    /** Address for clients. */
    public String uri() {
        return "https://localhost:" + port;
    }

    /** What a client has to trust. */
    public Path certificate() {
        return certificate;
    }

    @Override
    public void close() throws IOException {
        List<ProcessHandle> all = process.descendants().toList();
        TiedProcess.end(process);
        await("Milvus to be dead").atMost(Duration.ofMinutes(1)).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
    }
}
