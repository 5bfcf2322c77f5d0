package io.streetmatch.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SavedModelArchiveTest {

    @TempDir
    Path folder;

    private int unpacked;

    @Test
    void unpacksFilesAndFolders() throws Exception {
        Path model = unpack(Archives.of().file("./saved_model.pb", "graph").folder("./variables/")
                .file("variables/variables.index", "index").file("deep/er/file", "").bytes());
        assertThat(model.resolve("saved_model.pb")).hasContent("graph");
        assertThat(model.resolve("variables/variables.index")).hasContent("index");
        assertThat(model.resolve("deep/er/file")).isEmptyFile();
    }

    /** {@code tar --format=gnu|pax --owner=0 --group=0 --numeric-owner --mtime=@0 -c . | gzip -9n}, GNU tar 1.34. */
    @ParameterizedTest
    @ValueSource(strings = {
        "H4sIAAAAAAACA+3WwQ2CMBgF4I7SCeCn0PbqAOxgSiBIRDCg7OQcLmbDDTTopSXC+y7lwO3lvTYImXNkaaLxpPfzw7eimBiXzIN7"
            + "fzMd52yngrA3Q5EfL21e1ME1c5W/SpKF/OU0/8j+Lhgn5O9c2ZnricF++z+YrjJZXfTOboJx/6X8ff8jokhg/33n/3y4y395/8U8"
            + "f6kI+++Dq8zhX/ofhIe0bcq0as5snf6L+fuPtNa2/yn673X/m5WghdvO//v9n0z7HwstFO5/H2o7/WgBAAAAAAAAAAAAwPa8ANJb"
            + "V0cAKAAA",
        "H4sIAAAAAAACA+2YQW6DMBBFvc4pOAHYMzbUi+yz7A0qp6AkEiEIaJQr5Ry5WAFVLTiLNFJshJi3sYWREDLvj4cwejeXTWbSrKqj"
            + "kDmBt8RS9mOLPXKeyL95d11wFAkLLswDX3VjqvbxbJkgD0xzOGZrkWilQEqlQ8VRanzTctWuftqrUuufVUbMnjBy/4xe8Xvvx86P"
            + "5gkiZ4Gak//2y81m/wf5X5tzln4cT2mWh+V2wvxH3t5O+U/5Tzj335H0z/jPleU/CAks4HPyf6b5v6tMuScNFuz/oP6fTXUw2zyr"
            + "p+7/QCBQ/af6T7j3/1d6Z51gr7hS/+//hEAB1P/53v9BJbhdPea/ALTzP4k55b8PAIPSNPv18Du4XVdUFhaY/y+V/qn+D2z/eec/"
            + "9X/ucbXnxKzrf/FKHvnfHfZG/iPE1P/5QUi4PwAUE0HHjkn9d7Wtj+u/9f8HJUBM9d8H+anYkQUEQRDL4xsbPniNACgAAA=="})
    void unpacksWhatTarItselfWrites(String base64) throws Exception {
        Path model = unpack(Base64.getDecoder().decode(base64));
        assertThat(model.resolve("saved_model.pb")).hasContent("graph");
        assertThat(model.resolve("variables/é")).hasContent("é");
        try (Stream<Path> files = Files.list(model.resolve("variables"))) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.matches("n+"))).hasSize(1);
        }
    }

    @Test
    void findsTheModelOneFolderDown() throws Exception {
        assertThat(unpack(Archives.of().file("model/saved_model.pb", "graph").bytes())).isEqualTo(folder.resolve("out0/model"));
    }

    @Test
    void writesNothingOutsideItsFolder() throws Exception {
        for (String evil : List.of("../evil", "a/../../evil", "/evil", "..\\evil", "a/..")) {
            assertThatThrownBy(() -> unpack(Archives.of().file("saved_model.pb", "graph").file(evil, "evil").bytes())).as(evil)
                    .isInstanceOf(IOException.class).hasMessageContainingAll(evil, "outside");
            assertThat(folder.resolve("evil")).doesNotExist();
            assertThat(Path.of("/evil")).doesNotExist();
        }
    }

    @Test
    void refusesLinks() {
        assertThatThrownBy(() -> unpack(Archives.of().symbolicLink("variables", "/etc").file("variables/evil", "evil").bytes()))
                .isInstanceOf(IOException.class).hasMessageContainingAll("'variables'", "neither a file nor a folder");
    }

    @Test
    void refusesWhatIsDamagedOrHoldsNoModel() throws Exception {
        assertThatThrownBy(() -> unpack("<html>Please log in</html>".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(IOException.class).hasMessageContaining("tar.gz");
        byte[] whole = Archives.model();
        assertThatThrownBy(() -> unpack(Arrays.copyOf(whole, whole.length / 2)))
                .isInstanceOf(IOException.class).hasMessageContaining("tar.gz");
        assertThatThrownBy(() -> unpack(Archives.of().file("README.md", "no model").bytes()))
                .isInstanceOf(IOException.class).hasMessageContaining("saved_model.pb");
        assertThatThrownBy(() -> unpack(Archives.of().file("saved_model.pb", "a").file("saved_model.pb", "b").bytes()))
                .isInstanceOf(IOException.class).hasMessageContaining("saved_model.pb");
    }

    private Path unpack(byte[] archive) throws IOException {
        Path out = Files.createDirectory(folder.resolve("out" + unpacked++));
        return SavedModelArchive.unpack(Files.write(folder.resolve("model.tar.gz"), archive), out);
    }
}
