package io.streetmatch.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the ImageNet model is looked for; the model that ships stands in for it. */
class ImageNetModelTest {

    @TempDir
    Path folder;

    @Test
    void looksIntoTheNamedFolderThenTheCacheThenTheArchive() throws Exception {
        Path named = folder.resolve("named");
        Path cached = folder.resolve("cache/models/mobilenet_v2_100_224");
        Path archive = Files.write(folder.resolve("model.tar.gz"), Archives.model());
        assertThat(find(source(Optional.of(named), Optional.empty(), archive.toString()))).isEqualTo(cached);
        assertThat(cached.resolve("origin.properties")).content().contains("archive.sha256=" + Sha256.of(archive));
        assertThat(find(source(Optional.of(named), Optional.empty()))).as("from the cache, without an address").isEqualTo(cached);
        Files.createDirectory(named);
        Files.copy(Archives.SHIPPED_MODEL, named.resolve("saved_model.pb"));
        assertThat(find(source(Optional.of(named), Optional.empty()))).isEqualTo(named);
        assertThatThrownBy(() -> find(source(Optional.of(archive), Optional.empty()))).isInstanceOf(ModelException.class)
                .hasMessageContainingAll("model.path = " + archive, "model.url");
    }

    @Test
    void holdsWhatIsThereToTheSum() throws Exception {
        Path archive = Files.write(folder.resolve("model.tar.gz"), Archives.model());
        Path cached = find(source(Optional.empty(), Optional.empty(), archive.toString()));
        assertThat(find(source(Optional.empty(), Optional.of(Sha256.of(archive))))).isEqualTo(cached);
        assertThat(find(source(Optional.empty(), Optional.of(Sha256.of(Archives.SHIPPED_MODEL))))).isEqualTo(cached);
        String wrong = "f".repeat(64);
        for (Optional<Path> path : List.of(Optional.<Path>empty(), Optional.of(cached))) {
            assertThatThrownBy(() -> find(source(path, Optional.of(wrong)))).isInstanceOf(ModelException.class)
                    .hasMessageContainingAll("model.sha256 = " + wrong, Sha256.of(Archives.SHIPPED_MODEL), Sha256.of(archive),
                            cached.toString());
        }
    }

    private Path find(ModelSource source) throws Exception {
        Path cached = folder.resolve("cache/models/mobilenet_v2_100_224");
        return new ImageNetModel(cached, DownloadPolicy.DEFAULT, new LoggedDownload()).find(source);
    }

    private static ModelSource source(Optional<Path> path, Optional<String> sha256, String... urls) {
        return new ModelSource("imagenet", path, List.of(urls), sha256);
    }
}
