package io.streetmatch.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VariantArchiveTest {

    @TempDir
    Path folder;

    @Test
    void tellsOriginalsFromTheVariantsItKeeps() throws Exception {
        Path original = folder.resolve("archive/2026-11-25/my_house_1.png");
        VariantArchive archive = new VariantArchive(DataFolder.at(folder));
        Path kept = archive.keep(folder.relativize(original).toString(), "turned-22_0", new byte[] {1});
        Path another = archive.keep(folder.relativize(original).toString(), "turned-22_0", new byte[] {2});
        assertThat(another).isNotEqualTo(kept);
        // Looks like a variant, but there is no such original beside it.
        List<Path> others = Stream.of("0_rotated_0.jpg", "2026-11-24/my_house_1_turned-22_0.jpg", "2026-11-25/my_house_2.jpg")
                .map(name -> folder.resolve("archive").resolve(name)).toList();
        assertThat(VariantArchive.originals(Stream.concat(Stream.of(kept, original, another), others.stream()).toList()))
                .containsExactly(original, others.get(0), others.get(1), others.get(2));
    }
}
