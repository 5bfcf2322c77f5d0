package io.streetmatch.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What systemd says of conf/streetmatch.service; skipped where systemd-analyze is not installed. */
class SystemdUnitTest {

    private static final Path UNIT = Path.of("conf/streetmatch.service");
    private static final String PROGRAM = "/opt/streetmatch/bin/streetmatch";

    @TempDir
    Path folder;

    @BeforeAll
    static void requireSystemd() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "systemd-analyze is not installed");
    }

    @Test
    void isAUnitWithoutComplaints() throws Exception {
        String unit = Files.readString(UNIT);
        assertThat(unit).contains("ExecStart=" + PROGRAM + " run");

        assertThat(complaints(unit)).isEmpty();
        assertThat(complaints(unit.replace("ProtectHome=", "ProtectHoem="))).contains("ProtectHoem");
    }

    /** The same unit, with the program where it lies here: systemd looks whether it is there. */
    private String complaints(String unit) throws Exception {
        Path file = Files.writeString(folder.resolve("streetmatch.service"), unit.replace(PROGRAM, Path.of("bin/streetmatch").toAbsolutePath().toString()));
        Process verify = new ProcessBuilder("/usr/bin/systemd-analyze", "verify", "--man=no", file.toString()).redirectErrorStream(true).start();
        String output = new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        verify.waitFor();
        // Units of the machine that this one refers to may be complained of, too.
        return output.lines().filter(line -> line.contains("streetmatch")).reduce("", (all, line) -> all + line + "\n");
    }
}
