package io.streetmatch.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streetmatch.SharedMaterial;
import io.streetmatch.report.Found;
import io.streetmatch.report.ResultJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packaged program with the article's model, alone and with the head that ships, through its folders. */
class ImageNetModelIT {

    private static final int PICTURES = 6;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"none, 1280", "street, 512"})
    void findsAPictureAsItWasDropped(String head, int floats) throws Exception {
        Path weights = SharedMaterial.require("models/mobilenet_v2_100_224");
        Path data = folder.resolve("data");
        Path inbox = Files.createDirectories(data.resolve("inbox"));
        for (int seed = 0; seed < PICTURES; seed++) {
            Files.write(inbox.resolve("scene %d.jpg".formatted(seed)), TestPictures.jpeg(seed, 640, 480));
        }
        List<String> model = new ArrayList<>();
        for (String override : List.of("model=imagenet", "model.path=" + weights, "model.head=" + head)) {
            model.addAll(List.of("-D", override));
        }
        DaemonProcess daemon = DaemonProcess.start(data, model.toArray(String[]::new)).awaitReady();
        try {
            await("pictures taken in").atMost(PATIENCE).until(() -> ForkedDaemon.isEmpty(inbox));
            Files.write(data.resolve("probe/question.jpg"), TestPictures.jpeg(4, 640, 480));
            Path result = data.resolve("results/question.jpg.json");
            await("the answer").atMost(PATIENCE).until(() -> Files.exists(result));

            Found found = (Found) ResultJson.parseAnswer(Files.readString(result));
            assertThat(found.matches().get(0).name()).isEqualTo("scene 4.jpg");
            assertThat(found.model().dimension()).isEqualTo(floats);
        } finally {
            daemon.kill();
        }
    }
}
