package io.streetmatch.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.streetmatch.image.PictureReader.OpenPicture;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who has no room waits: for ever where nobody gives any back, so that there is a time limit. */
@Timeout(30)
class OpenPictureTest {

    private static final byte[] BASELINE = Headers.jpeg(6_000, 4_000, 0xC0, 3, 0x22, 3);
    private static final byte[] PROGRESSIVE = Headers.jpeg(6_000, 4_000, 0xC2, 3, 0x22, 3);
    private static final byte[] PNG = Headers.png(6_000, 4_000, 8, 2);

    private final PictureReader reader = NarrowReader.of(16 << 20);

    /** Somebody else who opens a picture, and what becomes of it. */
    private static final class Other {

        private final FutureTask<OpenPicture> opened;
        private final Thread thread;

        Other(PictureReader reader, byte[] file) {
            this.opened = new FutureTask<>(() -> reader.open(file));
            this.thread = new Thread(opened);
            thread.setDaemon(true);
            thread.start();
            await().until(() -> opened.isDone() || thread.getState() == Thread.State.WAITING);
        }
    }

    @Test
    void letsLargePhotographsBeDecodedAtTheSameTime() throws Exception {
        try (OpenPicture one = reader.open(BASELINE); OpenPicture other = reader.open(BASELINE); OpenPicture third = reader.open(BASELINE)) {
            assertThat(one).isNotSameAs(other).isNotSameAs(third);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"progressive", "png"})
    void letsWaitWhatTakesMoreThanThereIs(String kind) throws Exception {
        byte[] file = kind.equals("png") ? PNG : PROGRESSIVE;
        Other other;
        try (OpenPicture one = reader.open(BASELINE)) {
            other = new Other(reader, file);
            assertThat(other.opened.isDone()).isFalse();
        }
        try (OpenPicture alone = other.opened.get()) {
            assertThat(new Other(reader, BASELINE).opened.isDone()).isFalse();
            alone.close();
        }
    }

    @Test
    void doesNotLetAnotherReaderWait() throws Exception {
        try (OpenPicture one = reader.open(PNG); OpenPicture question = NarrowReader.of(16 << 20).open(PNG)) {
            assertThat(question).isNotNull();
        }
    }

    @Test
    void sharesItsMemoryWithAReaderForALargerInput() throws Exception {
        try (OpenPicture one = reader.open(PNG)) {
            assertThat(new Other(reader.forInput(1_024), BASELINE).opened.isDone()).isFalse();
        }
    }

    @Test
    void givesUpWaitingWhenItIsInterruptedAndTakesNothing() throws Exception {
        try (OpenPicture one = reader.open(PNG)) {
            Other other = new Other(reader, PNG);
            other.thread.interrupt();
            assertThatThrownBy(other.opened::get).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(InterruptedException.class);
        }
        reader.open(PNG).close();
    }

    @Test
    void givesTheRoomBackOnceWhateverComesOfThePicture() throws Exception {
        ByteArrayOutputStream good = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(300, 200, BufferedImage.TYPE_3BYTE_BGR), "png", good);
        PictureReader narrow = NarrowReader.of(1 << 10);
        for (int i = 0; i < 3; i++) {
            assertThat(narrow.read(good.toByteArray()).width()).isEqualTo(300);
            assertThatThrownBy(() -> narrow.read(Headers.png(300, 200, 8, 2))).isInstanceOf(BadImageException.class);
            try (OpenPicture open = narrow.open(good.toByteArray())) {
                open.decode();
                assertThatThrownBy(open::decode).isInstanceOf(IllegalStateException.class);
            }
        }
        try (OpenPicture one = narrow.open(PNG)) {
            assertThat(new Other(narrow, PNG).opened.isDone()).isFalse();
        }
    }
}
