package io.streetmatch.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.milvus.v2.client.ConnectConfig;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.service.database.request.CreateDatabaseReq;
import io.milvus.v2.service.rbac.request.UpdatePasswordReq;
import io.streetmatch.SecuredMilvus;
import io.streetmatch.embed.EmbeddingSpace;
import io.streetmatch.embed.Metric;
import io.streetmatch.index.IndexSize;
import io.streetmatch.index.IndexUnavailableException;
import io.streetmatch.index.MilvusIndex;
import io.streetmatch.index.MilvusOptions;
import io.streetmatch.index.MilvusOptions.Login;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real server with TLS and logins: who comes in, what the others are told, and that no secret is ever written. */
class MilvusSecurityIT {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final EmbeddingSpace SPACE = new EmbeddingSpace("street", "f00d", 8, Metric.COSINE);
    private static final String PASSWORD = "s3cret-Qx7-pass";
    private static final String WRONG = "wr0ng-Zk4-pass";
    private static final String TOKEN = "root:" + PASSWORD;

    @TempDir
    static Path folder;

    private static SecuredMilvus server;

    @BeforeAll
    static void start() throws Exception {
        server = SecuredMilvus.start(folder.resolve("milvus"));
        await("the server to take the new password").atMost(PATIENCE).ignoreExceptions().until(() -> {
            MilvusClientV2 administrator = administrator("Milvus");
            try {
                administrator.updatePassword(UpdatePasswordReq.builder().userName("root").password("Milvus").newPassword(PASSWORD).build());
                return true;
            } finally {
                administrator.close();
            }
        });
    }

    private static MilvusClientV2 administrator(String password) {
        return new MilvusClientV2(ConnectConfig.builder().uri(server.uri()).serverPemPath(server.certificate().toString()).serverName("localhost")
                .username("root").password(password).build());
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    private static MilvusOptions options(Login login) {
        return MilvusOptions.at(server.uri()).withCollection("test_" + UUID.randomUUID().toString().replace("-", "")).withLogin(login)
                .withCertificate(server.certificate()).withTimeouts(Duration.ofSeconds(20), Duration.ofMinutes(1));
    }

    @Test
    void letsInWhoHasAPasswordOrATokenAndFindsTheDatabase() throws Exception {
        MilvusClientV2 administrator = administrator(PASSWORD);
        administrator.createDatabase(CreateDatabaseReq.builder().databaseName("streets").build());
        administrator.close();
        for (MilvusOptions known : List.of(options(new Login("", "root", PASSWORD)), options(new Login(TOKEN, "", "")),
                options(new Login(TOKEN, "", "")).withDatabase("streets"))) {
            try (MilvusIndex index = MilvusIndex.open(known, SPACE)) {
                assertThat(index.size()).isEqualTo(new IndexSize(0, 0));
            }
        }
    }

    @Test
    void saysWhichKeysToCheckToWhoIsNotLetIn() throws Exception {
        assertRefused(options(new Login("", "root", WRONG)), "milvus.password");
        assertRefused(options(new Login("root:" + WRONG, "", "")), "milvus.token");
        assertRefused(options(Login.NONE), "milvus.token");
        assertRefused(options(new Login(TOKEN, "", "")).withDatabase("nowhere"), "milvus.database");
    }

    @Test
    void saysWhatIsWrongWithTls() throws Exception {
        Path other = SecuredMilvus.pem(folder.resolve("other.pem"), "CERTIFICATE",
                SecuredMilvus.selfSigned(folder.resolve("other")).getCertificate("server").getEncoded());
        Duration second = Duration.ofSeconds(5);
        assertRefused(options(new Login(TOKEN, "", "")).withCertificate(other).withTimeouts(second, second), "milvus.certificate");
        assertRefused(MilvusOptions.at(server.uri()).withLogin(new Login(TOKEN, "", "")).withTimeouts(second, second), "milvus.certificate");
        assertRefused(MilvusOptions.at(server.uri().replace("https", "http")).withLogin(new Login(TOKEN, "", "")).withTimeouts(second, second),
                "begin with https");
    }

    private static void assertRefused(MilvusOptions stranger, String key) throws Exception {
        try (MilvusIndex index = MilvusIndex.open(stranger, SPACE)) {
            assertThatThrownBy(index::size).isInstanceOf(IndexUnavailableException.class).hasMessageContaining(key)
                    .hasMessageContaining(stranger.uri()).message().doesNotContain(PASSWORD, WRONG);
        }
    }

    @Test
    void writesNoSecretAnywhere() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        Path question = Files.write(folder.resolve("question.jpg"), TestPictures.jpeg(1, 320, 240));
        Files.write(Files.createDirectories(data.resolve("inbox")).resolve("picture.jpg"), TestPictures.jpeg(1, 320, 240));
        List<String> said = new ArrayList<>();

        String[] password = {"milvus.user = root", "milvus.password = " + PASSWORD};
        Process daemon = start(data, conf("good", password), "run");
        try {
            await("the picture in the archive").atMost(PATIENCE).until(() -> Files.exists(data.resolve("archive")) && count(data.resolve("archive")) == 1);
            for (String[] command : new String[][] {{"status", "--json"}, {"status"}, {"doctor"}, {"query", "--json", question.toString()}}) {
                String output = run(data, conf("good", password), command);
                said.add(output);
            }
            assertThat(said.get(0)).contains("\"state\":\"running\"", "milvus");
            assertThat(said.get(2)).contains("milvus, streetmatch at " + server.uri(), "1 pictures");
            assertThat(said.get(3)).contains("picture.jpg");
        } finally {
            daemon.destroy();
            assertThat(daemon.waitFor()).isIn(0, 143);
        }
        for (String[] wrong : new String[][] {
            {"milvus.user = root", "milvus.password = " + WRONG}, {"milvus.token = root:" + WRONG}, {"milvus.password = " + WRONG},
            {"milvus.uri = https://root:" + WRONG + "@localhost:19530"}, {"milvus.token = " + WRONG, "milvus.user = root", "milvus.password = " + WRONG}}) {
            said.add(run(data, conf("wrong", wrong), "doctor"));
            said.add(run(data, conf("wrong", wrong), "query", "--json", question.toString()));
        }
        assertThat(said.subList(4, said.size())).allMatch(text -> text.contains("milvus."));

        for (String secret : List.of(PASSWORD, WRONG, encoded(TOKEN), encoded("root:" + WRONG))) {
            assertThat(said).noneMatch(text -> text.contains(secret));
            assertThat(filesWith(secret, data)).as(secret).isEmpty();
        }
        // The debug log was one.
        assertThat(Files.readString(folder.resolve("run.log"))).contains("DEBUG");
    }

    private static String encoded(String login) {
        return Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    }

    private static long count(Path below) throws IOException {
        try (Stream<Path> walk = Files.walk(below)) {
            return walk.filter(Files::isRegularFile).count();
        }
    }

    /** Everything that was written, the commands' own logs included. */
    private static List<Path> filesWith(String secret, Path data) throws IOException {
        try (Stream<Path> files = Stream.concat(Files.walk(data), Files.list(folder).filter(file -> file.toString().endsWith(".log")))) {
            List<Path> found = new ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(secret)) {
                    found.add(file);
                }
            }
            return found;
        }
    }

    private static Path conf(String name, String... lines) throws IOException {
        Path conf = Files.createDirectories(folder.resolve("conf-" + name));
        List<String> all = new ArrayList<>(List.of("index = milvus", "milvus.certificate = " + server.certificate(), "milvus.callTimeout = 60s"));
        all.add("milvus.uri = " + server.uri());
        all.addAll(Arrays.asList(lines));
        Files.write(conf.resolve("application.properties"), all);
        return conf;
    }

    private static Process start(Path data, Path conf, String... command) throws IOException {
        List<String> all = new ArrayList<>(List.of("bin/streetmatch"));
        all.addAll(Arrays.asList(command));
        all.addAll(List.of("--data", data.toString(), "--conf", conf.toString()));
        // Everybody's debug lines, as somebody who looks for a fault would switch them on.
        Path logging = Files.writeString(folder.resolve("debug.xml"),
                Files.readString(Path.of("conf/log4j2.xml")).replace("<Root level=\"warn\">", "<Root level=\"debug\">")
                        .replace("\"io.streetmatch\" level=\"info\"", "\"io.streetmatch\" level=\"debug\""));
        ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true)
                .redirectOutput(folder.resolve(command[0] + ".log").toFile());
        builder.environment().put("STREETMATCH_JAVA_OPTS", "-Xmx2g -Dlog4j2.configurationFile=" + logging);
        return builder.start();
    }

    private static String run(Path data, Path conf, String... command) throws IOException, InterruptedException {
        start(data, conf, command).waitFor();
        return Files.readString(folder.resolve(command[0] + ".log"));
    }
}
