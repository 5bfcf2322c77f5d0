package io.streetmatch.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.streetmatch.index.IndexEntry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file as its description says it is: read back whole, refused when it is not. */
class CollectionFileTest {

    private static final int PICTURES = 4;
    private static final int DIMENSION = 6;

    private static List<IndexEntry> read(byte[] file) throws IOException {
        CollectionReader reader = new CollectionReader(new ByteArrayInputStream(file), "moved.streetmatch");
        List<IndexEntry> entries = new ArrayList<>();
        for (Optional<IndexEntry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
            entries.add(entry.get());
        }
        assertThat(reader.next()).isEmpty();
        return entries;
    }

    private static String text(byte[] file) {
        return new String(file, StandardCharsets.ISO_8859_1);
    }

    @Test
    void givesBackWhatWasWritten() throws Exception {
        byte[] file = CollectionSamples.file(PICTURES, DIMENSION);

        CollectionReader reader = new CollectionReader(new ByteArrayInputStream(file), "moved.streetmatch");
        assertThat(reader.header().space()).isEqualTo(CollectionSamples.space(DIMENSION));
        assertThat(read(file)).usingRecursiveFieldByFieldElementComparator()
                .containsExactlyElementsOf(CollectionSamples.entries(PICTURES, DIMENSION).toList());
        assertThat(CollectionSamples.write(PICTURES, DIMENSION, new ByteArrayOutputStream())).isEqualTo(new CollectionCounts(4, 6));
    }

    @Test
    void refusesAFileThatIsCutOffAnywhere() throws Exception {
        byte[] file = CollectionSamples.file(PICTURES, DIMENSION);
        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> read(cut)).as("%d of %d bytes", length, file.length).isInstanceOf(CollectionFileException.class)
                    .hasMessageContaining("moved.streetmatch");
        }
        assertThatThrownBy(() -> read(Arrays.copyOf(file, file.length / 2))).hasMessageMatching(".*cut off after [234] entries.*again\\.");
    }

    @Test
    void refusesAFileWithAnyByteChanged() throws Exception {
        byte[] file = CollectionSamples.file(PICTURES, DIMENSION);
        Random random = new Random(4);
        for (int at = 0; at < file.length; at++) {
            byte[] changed = file.clone();
            changed[at] ^= (byte) (1 + random.nextInt(255));
            assertThatThrownBy(() -> read(changed)).as("byte %d", at).isInstanceOf(CollectionFileException.class);
        }
    }

    @Test
    void refusesWhatFollowsTheEnd() throws Exception {
        byte[] file = CollectionSamples.file(2, DIMENSION);

        assertThatThrownBy(() -> read(Arrays.copyOf(file, file.length + 1))).hasMessageContaining("something follows its end");
    }

    @Test
    void refusesOtherFilesAndSaysWhatTheyAre() throws Exception {
        assertThatThrownBy(() -> read(new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, 1, 2, 3})).hasMessageContaining("is no collection");
        assertThatThrownBy(() -> read(new byte[3 << 20])).hasMessageContaining("is no collection");
        assertThatThrownBy(() -> read("{\"format\":\"other\"}\n".getBytes(StandardCharsets.UTF_8))).hasMessageContaining("is no collection");
        assertThatThrownBy(() -> read("[1]\n".getBytes(StandardCharsets.UTF_8))).hasMessageContaining("is no collection");
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(CollectionSamples.file(2, DIMENSION));
        }
        assertThatThrownBy(() -> read(packed.toByteArray())).hasMessageContaining("compressed").hasMessageContaining("zcat");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"version\":2", "\"version\":\"1\""})
    void refusesAnotherVersion(String version) throws Exception {
        byte[] newer = text(CollectionSamples.file(2, DIMENSION)).replace("\"version\":1", version).getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> read(newer)).hasMessageContaining("version").hasMessageContaining("reads version 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"dimension\":0", "\"dimension\":2000000000", "\"dimension\":\"sixteen\"", "\"metric\":\"TAXI\"", "\"x\":1"})
    void refusesAnImpossibleHeader(String field) throws Exception {
        byte[] wrong = text(CollectionSamples.file(2, DIMENSION))
                .replaceFirst(field.startsWith("\"metric") ? "\"metric\":\"COSINE\"" : "\"dimension\":6", field)
                .getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> read(wrong)).isInstanceOf(CollectionFileException.class).hasMessageContaining("first line");
    }

    @Test
    void isReadByTheProgramInItsDescription(@TempDir Path folder) throws Exception {
        assumeTrue(Stream.of(System.getenv("PATH").split(":")).anyMatch(each -> Files.isExecutable(Path.of(each, "python3"))),
                "python3 is not installed");
        String description = Files.readString(Path.of("conf/collection-format.md"));
        String program = description.substring(description.indexOf("```python\n") + 10, description.lastIndexOf("```"));
        Path script = Files.writeString(folder.resolve("read.py"), program);
        byte[] file = CollectionSamples.file(PICTURES, DIMENSION);

        assertThat(python(script, Files.write(folder.resolve("whole"), file))).isEqualTo(0);
        assertThat(Files.readString(folder.resolve("out"))).isEqualTo(CollectionSamples.entries(PICTURES, DIMENSION)
                .map(entry -> "%s\t%s\t%s\n".formatted(entry.source().name(), entry.variant(), (double) entry.vector()[0]))
                .map(line -> line.replace("E", "e")).reduce("", String::concat).replaceAll("e-(\\d)\n", "e-0$1\n"));
        assertThat(python(script, Files.write(folder.resolve("cut"), Arrays.copyOf(file, file.length - 200)))).isNotZero();
        file[file.length / 2] ^= 1;
        assertThat(python(script, Files.write(folder.resolve("damaged"), file))).isNotZero();
    }

    private static int python(Path script, Path file) throws Exception {
        ProcessBuilder python = new ProcessBuilder("python3", script.toString()).redirectInput(file.toFile())
                .redirectOutput(script.resolveSibling("out").toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
        python.environment().put("PYTHONIOENCODING", "utf-8");
        return python.start().waitFor();
    }
}
