package io.streetmatch.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streetmatch.search.Activity;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettledFilterTest {

    private static final Duration SETTLE = Duration.ofHours(1);
    private static final Duration ALMOST = SETTLE.minusSeconds(1);

    @TempDir
    Path folder;

    private final SetClock clock = new SetClock();
    private final Attempts attempts = new Attempts(clock);
    private final SettledFilter filter = new SettledFilter(SETTLE, new OddFiles(Long.MAX_VALUE, new Activity()), attempts, clock);

    @Test
    void takesAGrowingPictureOnceAndWhole() throws Exception {
        byte[] plain = encoded("jpg", 320);
        byte[] thumbnail = encoded("jpg", 16);
        byte[] whole = ByteBuffer.allocate(plain.length + 4 + thumbnail.length).put(plain, 0, 2)
                .putShort((short) 0xFFE1).putShort((short) (2 + thumbnail.length)).put(thumbnail).put(plain, 2, plain.length - 2).array();
        int thumbnailEnd = 6 + thumbnail.length;

        assertThat(takenWhileGrowing(whole, 1, 4, 100, thumbnailEnd, thumbnailEnd + 200, whole.length / 2, whole.length - 1))
                .singleElement().isEqualTo(whole);
    }

    @Test
    void takesAGrowingFileWithoutAnEndOnceAndWholeWhenItHasStayed() throws Exception {
        byte[] whole = withoutAnEnd(320);
        assertThat(takenWhileGrowing(whole, 1, 8, whole.length / 3, whole.length / 2, whole.length - 1)).singleElement().isEqualTo(whole);
    }

    /**
     * What a route takes of a file that another thread writes in pieces. Behind each piece the clock goes forward by almost the time
     * that a file has to stay as it is, and the route looks at the file again; behind the last one, it goes on.
     */
    private List<byte[]> takenWhileGrowing(byte[] whole, int... cuts) throws Exception {
        AtomicInteger looks = new AtomicInteger();
        List<byte[]> taken = new CopyOnWriteArrayList<>();
        Path inbox = Files.createDirectory(folder.resolve("inbox"));
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getRegistry().bind("settled", (GenericFileFilter<File>) file -> {
                boolean accepted = filter.accept(file);
                looks.incrementAndGet();
                return accepted;
            });
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("file:" + inbox + "?filter=#settled&readLock=none&delay=1&initialDelay=0&move=../taken")
                            .process(exchange -> taken.add(Files.readAllBytes(FileExchange.file(exchange))));
                }
            });
            context.start();
            CompletableFuture.runAsync(() -> grow(inbox.resolve("growing"), whole, cuts, looks)).get(30, TimeUnit.SECONDS);
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                clock.forward(SETTLE);
                return files(folder.resolve("taken")) == 1;
            });
        }
        assertThat(files(inbox)).isZero();
        return taken;
    }

    private void grow(Path file, byte[] whole, int[] cuts, AtomicInteger looks) {
        try (OutputStream out = Files.newOutputStream(file)) {
            int from = 0;
            for (int to : cuts) {
                out.write(whole, from, to - from);
                from = to;
                awaitLooks(looks);
                clock.forward(ALMOST);
                awaitLooks(looks);
                assertThat(file).as("the first %d of %d bytes", to, whole.length).exists();
            }
            out.write(whole, from, whole.length - from);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitLooks(AtomicInteger looks) {
        // One look may have begun before the last piece was written, and the next is certain to see it.
        int before = looks.get();
        await().pollInterval(Duration.ofMillis(1)).atMost(Duration.ofSeconds(10)).until(() -> looks.get() >= before + 2);
    }

    @Test
    void startsTheWaitAgainWhenTheFileChanges() throws Exception {
        Path file = Files.write(folder.resolve("a.jpg"), withoutAnEnd(20));
        assertThat(accepts(file)).isFalse();
        clock.forward(ALMOST);
        Files.write(file, new byte[10], StandardOpenOption.APPEND);
        assertThat(accepts(file)).isFalse();
        clock.forward(ALMOST);
        assertThat(accepts(file)).isFalse();
        clock.forward(Duration.ofSeconds(1));
        assertThat(accepts(file)).isTrue();
        assertThat(filter.watching()).isZero();
    }

    @Test
    void needsNoCloseLookAtAFileThatWasWrittenLongBefore() throws Exception {
        byte[] plain = encoded("jpg", 320);
        byte[] thumbnail = encoded("jpg", 16);
        int longer = 2 + thumbnail.length + 100;
        // Ends with a thumbnail, and in the middle of the second picture's first segment.
        byte[] cut = ByteBuffer.allocate(plain.length + 6 + thumbnail.length).put(plain)
                .putInt(0xFFD8FFE1).putShort((short) longer).put(thumbnail).array();
        Path file = Files.write(folder.resolve("a.jpg"), cut);
        Files.setLastModifiedTime(file, FileTime.from(clock.instant().minus(ALMOST)));
        assertThat(accepts(file)).isFalse();
        Files.setLastModifiedTime(file, FileTime.from(clock.instant().minus(SETTLE).minusSeconds(1)));
        assertThat(accepts(file)).isTrue();
        // One without any end marker is watched, whatever its time says.
        Path torn = Files.write(folder.resolve("b.jpg"), Arrays.copyOf(plain, plain.length / 2));
        Files.setLastModifiedTime(torn, FileTime.from(clock.instant().minus(SETTLE.multipliedBy(9))));
        assertThat(accepts(torn)).isFalse();
    }

    @Test
    void holdsBackAFileUntilItsNextTryIsDue() throws Exception {
        Path file = Files.write(folder.resolve("a.jpg"), encoded("jpg", 20));
        assertThat(accepts(file)).isTrue();
        Duration pause = attempts.failed(file);
        assertThat(accepts(file)).isFalse();
        clock.forward(pause);
        assertThat(accepts(file)).isTrue();
    }

    @Test
    void forgetsFilesThatVanish() throws Exception {
        byte[] half = Arrays.copyOf(encoded("jpg", 100), 500);
        Path last = Files.write(folder.resolve("last"), half);
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < 200; i++) {
                Path file = Files.write(folder.resolve("file-%d-%d".formatted(round, i)), half);
                assertThat(accepts(file)).isFalse();
                attempts.failed(file);
                Files.delete(file);
            }
            clock.forward(Duration.ofMinutes(2));
            assertThat(accepts(last)).isFalse();
            // Kept through every sweep: a file that is there does not wait anew.
            assertThat(filter.watching()).isEqualTo(1);
            assertThat(attempts.remembered()).isZero();
        }
        clock.forward(SETTLE.minusMinutes(8));
        assertThat(accepts(last)).isTrue();
    }

    @Test
    void doesNotWatchAFileThatIsGone() {
        assertThat(accepts(folder.resolve("gone"))).isFalse();
        assertThat(filter.watching()).isZero();
    }

    private boolean accepts(Path path) {
        GenericFile<File> file = new GenericFile<>();
        file.setFile(path.toFile());
        return filter.accept(file);
    }

    private static long files(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return 0;
        }
        try (Stream<Path> list = Files.list(folder)) {
            return list.filter(Files::isRegularFile).count();
        }
    }

    /** A picture with something behind it. */
    private static byte[] withoutAnEnd(int side) throws IOException {
        byte[] picture = encoded("jpg", side);
        return Arrays.copyOf(picture, picture.length + 10);
    }

    private static byte[] encoded(String format, int side) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < side * side; i++) {
            picture.setRGB(i % side, i / side, i * 12_345);
        }
        assertThat(ImageIO.write(picture, format, bytes)).isTrue();
        return bytes.toByteArray();
    }
}
