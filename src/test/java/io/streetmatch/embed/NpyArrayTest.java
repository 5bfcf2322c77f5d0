package io.streetmatch.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyArrayTest {

    private static final String HEADER = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }";

    @TempDir
    Path folder;

    @Test
    void readsBothVersions() throws Exception {
        for (int version : List.of(1, 2)) {
            NpyArray array = NpyArray.parse("a.npy", file(version, HEADER, 1, 2, 3, 4));
            assertThat(array.shape()).containsExactly(2, 2);
            assertThat(array.values()).containsExactly(1, 2, 3, 4);
        }
    }

    @Test
    void readsWhatItWrites() throws Exception {
        Path file = folder.resolve("a.npy");
        new NpyArray(List.of(3), new float[] {-0.0f, Float.MIN_VALUE, 1e30f}).write(file);
        assertThat(NpyArray.read(file).values()).containsExactly(-0.0f, Float.MIN_VALUE, 1e30f);
        assertThat(NpyArray.read(file).shape()).containsExactly(3);
        assertThat(Files.size(file) % 64).as("NumPy's alignment of the numbers").isEqualTo(3 * Float.BYTES);
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).contains("'shape': (3,)", "}");
    }

    @Test
    void refusesWhatItWouldMisread() throws Exception {
        refuses(file(1, HEADER.replace("<f4", "<f8"), 1, 2, 3, 4), "<f8", "'<f4'");
        refuses(file(1, HEADER.replace("<f4", ">f4"), 1, 2, 3, 4), ">f4");
        refuses(file(1, HEADER.replace("False", "True"), 1, 2, 3, 4), "C order");
        refuses(file(1, HEADER.replace("(2, 2)", "()"), 1), "shape");
        refuses(file(1, HEADER.replace("(2, 2)", "(2, 3)"), 1, 2, 3, 4), "6 floats", "24 bytes", "16 bytes");
        refuses(file(1, HEADER.replace("(2, 2)", "(999999999, 999999999, 999999999)"), 1, 2, 3, 4), "999999999");
        refuses(file(3, HEADER, 1, 2, 3, 4), "version 3");
        refuses(Arrays.copyOf(file(1, HEADER, 1, 2, 3, 4), 40), "cut off");
        refuses(Arrays.copyOf(file(1, HEADER, 1, 2, 3, 4), 4), "not a NumPy file");
        refuses("PK a zip of arrays".getBytes(StandardCharsets.US_ASCII), "not a NumPy file");
    }

    private static void refuses(byte[] content, String... words) {
        assertThatThrownBy(() -> NpyArray.parse("a.npy", content)).isInstanceOf(IOException.class).hasMessageContaining("a.npy")
                .hasMessageContainingAll(words);
    }

    private static byte[] file(int version, String header, float... values) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
        ByteBuffer length = ByteBuffer.allocate(version == 1 ? Short.BYTES : Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        out.write((version == 1 ? length.putShort((short) header.length()) : length.putInt(header.length())).array());
        out.write(header.getBytes(StandardCharsets.US_ASCII));
        ByteBuffer numbers = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        numbers.asFloatBuffer().put(values);
        out.write(numbers.array());
        return out.toByteArray();
    }
}
