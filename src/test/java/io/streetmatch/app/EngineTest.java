package io.streetmatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.streetmatch.image.Headers;
import io.streetmatch.image.Picture;
import io.streetmatch.image.PictureReader.OpenPicture;
import io.streetmatch.report.Found;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is wired to what. */
@Timeout(60)
class EngineTest {

    @TempDir
    Path folder;

    private Engine open(Map<String, String> keys) throws Exception {
        return Engine.openForTrial(Settings.load(folder.resolve("conf"), Map.of(), keys), Files.createDirectories(folder.resolve("data")));
    }

    /** The giant takes more than all the room there is, on up to 17 cores. */
    @Test
    void answersAQuestionWhileTheInboxHasAllTheRoomToDecodeIn() throws Exception {
        try (Engine engine = open(Map.of()); OpenPicture giant = engine.reader().open(Headers.png(10_000, 10_000, 16, 6))) {
            assertThat(giant).isNotNull();
            assertThat(engine.query().ask(TestPictures.jpeg(1, 200, 150), "question.jpg", Duration.ZERO)).isInstanceOf(Found.class);
        }
    }

    @Test
    void keepsOfAPictureWhatTheInputOfTheModelShows() throws Exception {
        byte[] file = TestPictures.jpeg(1, 1_200, 900);
        try (Engine engine = open(Map.of("model.size", "640"))) {
            for (Picture kept : new Picture[] {engine.reader().read(file).pixels(), engine.questionReader().read(file).pixels()}) {
                assertThat(kept.height()).isEqualTo(640);
            }
        }
    }
}
