package io.streetmatch.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real HTTP server on this machine; the archive holds the model that ships. */
class ModelDownloadTest {

    private static final Duration SOON = Duration.ofMillis(5);
    private static final DownloadPolicy PATIENT = new DownloadPolicy(4, SOON, Duration.ofSeconds(20), Duration.ofSeconds(20));
    private static final DownloadPolicy ONE_TRY = new DownloadPolicy(1, SOON, Duration.ofSeconds(20), Duration.ofSeconds(20));

    private static byte[] archive;

    @TempDir
    Path cache;

    private Path folder;
    private final List<Long> received = Collections.synchronizedList(new ArrayList<>());

    @BeforeAll
    static void pack() throws IOException {
        archive = Archives.model();
    }

    @BeforeEach
    void name() {
        folder = cache.resolve("models").resolve("mobilenet");
    }

    @Test
    void downloadsChecksAndUnpacks() throws Exception {
        try (FileServer server = new FileServer(archive)) {
            download(PATIENT, source(sumOf(archive), server.url()));
            assertComplete();
            assertThat(received).last().isEqualTo((long) archive.length);
            assertThat(server.requests()).containsExactly("all");
            download(PATIENT, source(sumOf(archive), server.url()));
            assertThat(server.requests()).as("what is there is not fetched again").hasSize(1);
        }
    }

    @Test
    void goesOnWhereTheConnectionBroke() throws Exception {
        try (FileServer server = new FileServer(archive).tagged("\"v1\"").breaking(2, 1_000_000)) {
            download(PATIENT, source(sumOf(archive), server.url()));
            assertComplete();
            assertThat(server.requests()).hasSize(3).startsWith("all");
            assertThat(server.requests().subList(1, 3)).allMatch(range -> range.matches("bytes=\\d+-"));
            assertThat(received).as("never falls back").isSorted();
        }
    }

    @Test
    void goesOnWhereAnEarlierProcessStopped() throws Exception {
        try (FileServer server = new FileServer(archive).tagged("\"v1\"").breaking(1, 1_000_000)) {
            assertThatThrownBy(() -> download(ONE_TRY, source(Optional.empty(), server.url()))).isInstanceOf(ModelException.class);
            long kept = Files.size(folder.resolveSibling("mobilenet.tar.gz.part"));
            assertThat(kept).isBetween(1L, 1_000_000L);
            download(ONE_TRY, source(sumOf(archive), server.url()));
            assertComplete();
            assertThat(server.requests()).containsExactly("all", "bytes=" + kept + "-");
        }
    }

    @Test
    void beginsAgainWhereTheServerKnowsNoRanges() throws Exception {
        try (FileServer server = new FileServer(archive).withoutRanges().breaking(1, 1_000_000)) {
            download(PATIENT, source(sumOf(archive), server.url()));
            assertComplete();
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void beginsAgainWhenTheFileHasChanged() throws Exception {
        byte[] old = Archives.of().file("saved_model.pb", Files.readAllBytes(Archives.SHIPPED_MODEL)).file("more", new byte[1]).bytes();
        for (boolean tagged : List.of(true, false)) {
            Path other = cache.resolve("tagged-" + tagged).resolve("mobilenet");
            try (FileServer server = new FileServer(old).breaking(1, 1_000_000)) {
                if (tagged) {
                    server.tagged("\"v1\"");
                }
                assertThatThrownBy(() -> new ModelDownload(ONE_TRY, this::note).into(other, source(Optional.empty(), server.url())))
                        .isInstanceOf(ModelException.class);
                server.replaced(archive, "\"v2\"");
                new ModelDownload(PATIENT, this::note).into(other, source(sumOf(archive), server.url()));
                assertThat(SavedModelArchive.isIn(other)).isTrue();
                assertThat(server.requests()).hasSize(tagged ? 2 : 3);
            }
        }
    }

    @Test
    void goesOnAfterASilentServer() throws Exception {
        DownloadPolicy impatient = new DownloadPolicy(2, SOON, Duration.ofSeconds(20), Duration.ofMillis(500));
        try (FileServer server = new FileServer(archive).breaking(1, 1_000_000).hanging()) {
            download(impatient, source(sumOf(archive), server.url()));
            assertComplete();
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void keepsNothingThatHasAnotherSum() throws Exception {
        String wrong = "0".repeat(64);
        try (FileServer server = new FileServer(archive)) {
            assertThatThrownBy(() -> download(PATIENT, source(Optional.of(wrong), server.url()))).isInstanceOf(ModelException.class)
                    .hasMessageContainingAll("model.sha256 = " + wrong, sumOf(archive).orElseThrow(), server.url());
            assertThat(server.requests()).hasSize(1);
        }
        assertOnlyTheLockIsLeft();
    }

    @Test
    void takesTheSumOfTheModelItselfToo() throws Exception {
        try (FileServer server = new FileServer(archive)) {
            download(PATIENT, source(Optional.of(Sha256.of(Archives.SHIPPED_MODEL)), server.url()));
            assertComplete();
        }
    }

    @Test
    void turnsToTheNextAddressWhenOneDoesNotHaveIt() throws Exception {
        try (FileServer empty = new FileServer(archive).answering(404);
                FileServer login = new FileServer("<html>Please log in</html>".getBytes(StandardCharsets.US_ASCII));
                FileServer good = new FileServer(archive)) {
            download(PATIENT, source(sumOf(archive), empty.url(), login.url(), "http://127.0.0.1:" + closedPort() + "/x", good.url()));
            assertComplete();
            assertThat(empty.requests()).as("a 404 is not tried again").hasSize(1);
        }
    }

    @Test
    void triesAgainWhenTheServerIsBusyAndNamesEveryReasonAndTheWayOut() throws Exception {
        try (FileServer busy = new FileServer(archive).answering(503); FileServer empty = new FileServer(archive).answering(404)) {
            assertThatThrownBy(() -> download(PATIENT, source(Optional.empty(), busy.url(), empty.url())))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContainingAll(busy.url() + ": the server answers with status 503",
                            empty.url() + ": the server answers with status 404", ModelSource.OFFICIAL_URLS.get(0), "saved_model.pb",
                            folder.toString(), "model.path", "model = street");
            assertThat(busy.requests()).hasSize(4);
        }
        assertThatThrownBy(() -> download(PATIENT, source(Optional.empty()))).hasMessageContaining("model.url is empty");
    }

    @Test
    void unpacksNothingOfAnArchiveThatClimbsOut() throws Exception {
        byte[] evil = Archives.of().file("saved_model.pb", "graph").file("../evil", "evil").bytes();
        try (FileServer server = new FileServer(evil)) {
            assertThatThrownBy(() -> download(PATIENT, source(Optional.empty(), server.url()))).isInstanceOf(ModelException.class)
                    .hasMessageContainingAll("../evil", "outside");
        }
        assertOnlyTheLockIsLeft();
    }

    @Test
    void takesFilesOfThisMachine() throws Exception {
        Path file = Files.write(cache.resolve("my model.tar.gz"), archive);
        download(PATIENT, source(sumOf(archive), cache.resolve("none.tar.gz").toString(), file.toUri().toString()));
        assertComplete();
        Path second = cache.resolve("second").resolve("mobilenet");
        new ModelDownload(PATIENT, this::note).into(second, source(sumOf(archive), file.toString()));
        assertThat(SavedModelArchive.isIn(second)).isTrue();
        assertThat(file).as("it is the person's own").exists();
    }

    @Test
    void overwritesNothingThatAPersonPutThere() throws Exception {
        Path mine = Files.writeString(Files.createDirectories(folder).resolve("mine"), "mine");
        try (FileServer server = new FileServer(archive)) {
            assertThatThrownBy(() -> download(PATIENT, source(sumOf(archive), server.url()))).isInstanceOf(ModelException.class)
                    .hasMessageContainingAll(folder.toString(), "not empty");
            assertThat(server.requests()).isEmpty();
        }
        assertThat(mine).hasContent("mine");
    }

    @Test
    void fetchesOnceForManyThreads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (FileServer server = new FileServer(archive)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(threads.submit(() -> {
                    download(PATIENT, source(sumOf(archive), server.url()));
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
            assertThat(server.requests()).hasSize(1);
        } finally {
            threads.shutdownNow();
        }
        assertComplete();
    }

    @Test
    void fetchesOnceForTwoProcesses() throws Exception {
        try (FileServer server = new FileServer(archive)) {
            List<Process> processes = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                processes.add(new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dlog4j2.configurationFile=conf/log4j2.xml", "-cp", System.getProperty("java.class.path"),
                        Downloader.class.getName(), folder.toString(), server.url()).inheritIO().start());
            }
            for (Process process : processes) {
                assertThat(process.waitFor()).isZero();
            }
            assertThat(server.requests()).hasSize(1);
        }
        assertComplete();
    }

    /** The program of a second process. */
    static final class Downloader {

        public static void main(String[] arguments) throws ModelException {
            new ModelDownload(ONE_TRY, new LoggedDownload()).into(Path.of(arguments[0]), source(Optional.empty(), arguments[1]));
        }
    }

    @Test
    void removesWhatAKilledProcessLeft() throws Exception {
        Path left = Files.createDirectories(folder.resolveSibling("mobilenet.tmp-123/variables"));
        Files.writeString(left.resolve("half"), "half");
        download(PATIENT, source(sumOf(archive), Files.write(cache.resolve("a.tar.gz"), archive).toString()));
        assertComplete();
        assertThat(left.getParent()).doesNotExist();
    }

    private void download(DownloadPolicy policy, ModelSource source) throws ModelException {
        new ModelDownload(policy, this::note).into(folder, source);
    }

    private void note(String url, long bytes, OptionalLong total) {
        received.add(bytes);
        assertThat(total).as(url).isPresent();
    }

    private static ModelSource source(Optional<String> sha256, String... urls) {
        return new ModelSource("imagenet", Optional.empty(), List.of(urls), sha256);
    }

    private static Optional<String> sumOf(byte[] bytes) throws IOException {
        return Optional.of(Sha256.of(new ByteArrayInputStream(bytes)));
    }

    private void assertComplete() throws IOException {
        assertThat(folder.resolve("saved_model.pb")).hasSameBinaryContentAs(Archives.SHIPPED_MODEL);
        try (Stream<Path> left = Files.list(folder.getParent())) {
            assertThat(left.map(path -> path.getFileName().toString())).containsExactlyInAnyOrder("mobilenet", "mobilenet.lock");
        }
    }

    private void assertOnlyTheLockIsLeft() throws IOException {
        try (Stream<Path> left = Files.walk(cache)) {
            assertThat(left.filter(Files::isRegularFile).map(path -> path.getFileName().toString())).containsExactly("mobilenet.lock");
        }
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
