package io.streetmatch.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.streetmatch.search.Activity;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What may lie in an inbox on a Unix system beside files and folders. */
@Timeout(120)
class OddFilesTest {

    private static final long MAX_BYTES = 1_000;

    @TempDir
    Path folder;

    private final Activity activity = new Activity();
    private final OddFiles odd = new OddFiles(MAX_BYTES, activity);

    @Test
    void letsFilesAndFoldersPass() throws Exception {
        assertThat(odd.isOrdinary(Files.createFile(folder.resolve("a.jpg")), "a.jpg")).isTrue();
        assertThat(odd.isOrdinary(Files.createDirectory(folder.resolve("sub.jpg")), "sub.jpg")).isTrue();
    }

    @Test
    void leavesAPipeAndASocketAloneAndSaysSoOnce() throws Exception {
        Path pipe = folder.resolve("pipe.jpg");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        Path socket = folder.resolve("socket.jpg");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            for (int look = 0; look < 3; look++) {
                assertThat(odd.isOrdinary(pipe, "pipe.jpg")).isFalse();
                assertThat(odd.isOrdinary(socket, "socket.jpg")).isFalse();
            }
        }
        assertThat(activity.incidents()).hasSize(2).allSatisfy(incident -> assertThat(incident.message()).contains("neither a file nor a folder"));
        assertThat(pipe).exists();
    }

    @Test
    void neverFollowsALinkToAFolder() throws Exception {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), elsewhere);
        Path loop = Files.createSymbolicLink(folder.resolve("loop"), folder);
        assertThat(odd.isOrdinary(link, "link")).isFalse();
        assertThat(odd.isOrdinary(loop, "loop")).isFalse();
        assertThat(activity.incidents()).hasSize(2);
    }

    @Test
    void putsACopyInThePlaceOfALinkAndLeavesWhatItPointsTo() throws Exception {
        Path original = Files.write(folder.resolve("original.jpg"), new byte[] {1, 2, 3});
        Path link = Files.createSymbolicLink(folder.resolve("link.jpg"), Path.of("original.jpg"));
        assertThat(odd.isOrdinary(link, "link.jpg")).isFalse();
        assertThat(odd.isOrdinary(link, "link.jpg")).isTrue();
        assertThat(Files.isSymbolicLink(link)).isFalse();
        assertThat(link).hasBinaryContent(new byte[] {1, 2, 3});
        assertThat(original).hasBinaryContent(new byte[] {1, 2, 3});
        assertThat(folder.toFile().list()).hasSize(2);
    }

    @Test
    void leavesLinksToNothingToThemselvesToDevicesAndToTooMuchAlone() throws Exception {
        Path large = Files.write(folder.resolve("large.jpg"), new byte[(int) MAX_BYTES + 1]);
        for (Path link : new Path[] {
            Files.createSymbolicLink(folder.resolve("dangling.jpg"), folder.resolve("nothing")),
            Files.createSymbolicLink(folder.resolve("self.jpg"), Path.of("self.jpg")),
            Files.createSymbolicLink(folder.resolve("zeros.jpg"), Path.of("/dev/zero")),
            Files.createSymbolicLink(folder.resolve("large link.jpg"), large)}) {
            assertThat(odd.isOrdinary(link, link.getFileName().toString())).as(link.toString()).isFalse();
            assertThat(Files.isSymbolicLink(link)).isTrue();
        }
        assertThat(activity.incidents()).hasSize(4);
    }

    @Test
    void renamesAFileWhoseNameHasABackslash() throws Exception {
        Files.write(folder.resolve(".._evil.jpg"), new byte[] {1});
        Path backslash = Files.write(folder.resolve("..\\evil.jpg"), new byte[] {2});
        assertThat(odd.isOrdinary(backslash, "..\\evil.jpg")).isFalse();
        assertThat(folder.resolve(".._evil.jpg")).hasBinaryContent(new byte[] {1});
        assertThat(folder.resolve(".._evil~2.jpg")).hasBinaryContent(new byte[] {2});
    }

    @Test
    void renamesAFileWhoseNameIsNotUtf8() throws Exception {
        assumeThat(System.getProperty("sun.jnu.encoding")).as("how Java reads names").isEqualTo("UTF-8");
        String script = "printf x > \"$1/$(printf 'caf\\351.jpg')\"";
        assertThat(new ProcessBuilder("sh", "-c", script, "sh", folder.toString()).start().waitFor()).isZero();
        Path asJavaSeesIt = folder.toFile().listFiles()[0].toPath();
        assertThat(Files.exists(asJavaSeesIt)).isFalse();
        assertThat(odd.isOrdinary(asJavaSeesIt, "caf?.jpg")).isFalse();
        assertThat(folder.resolve("café.jpg")).hasContent("x");
    }
}
