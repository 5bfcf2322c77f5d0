package io.streetmatch.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ij.process.ColorProcessor;
import io.streetmatch.demo.StreetScene;
import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real process, with macros that {@link MacroRules} would never let pass: the second wall must hold by itself. */
class MacrosTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration SHORT = Duration.ofSeconds(3);

    /** For what never ends by itself. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private static final String DRAWS = "setColor(255, 0, 0); fillRect(0, 0, getWidth() / 2, getHeight());";

    @TempDir
    Path folder;

    private Macros macros = Macros.allowed(PATIENCE);

    @AfterEach
    void close() {
        macros.close();
    }

    private static ColorProcessor picture() {
        return RecipeVariants.pixels(StreetScene.draw(3, 120, 90));
    }

    private int[] run(String macro) throws MacroFailedException {
        return run(macro, "", 1);
    }

    private int[] run(String macro, String argument, int seed) throws MacroFailedException {
        return pixels(macros.run(new MacroScript("mine.ijm", macro), argument, seed, picture()));
    }

    private static int[] pixels(ColorProcessor processor) {
        return (int[]) processor.getPixels();
    }

    private void assertStillWorks() throws MacroFailedException {
        assertThat(run(DRAWS)[0]).isEqualTo(0xFFFF0000);
    }

    private static List<ProcessHandle> children() {
        return ProcessHandle.current().descendants().filter(ProcessHandle::isAlive).filter(MacrosTest::isMacro).toList();
    }

    private static boolean isMacro(ProcessHandle process) {
        return process.info().commandLine().filter(line -> line.contains(MacroChild.class.getName())).isPresent();
    }

    @Test
    void givesBackWhatTheMacroDrew() throws Exception {
        int[] drawn = run("setColor(1, 2, 3); fillRect(10, 20, 5, 4); setPixel(0, 0, (10 << 16) | (20 << 8) | 30);");

        int[] expected = pixels(picture());
        for (int y = 20; y < 24; y++) {
            for (int x = 10; x < 15; x++) {
                expected[y * 120 + x] = 0xFF010203;
            }
        }
        expected[0] = 0x0A141E | drawn[0] & 0xFF000000;
        assertThat(drawn).isEqualTo(expected);
    }

    @Test
    void handsOverTheArgument() throws Exception {
        assertThat(run("setPixel(0, 0, parseInt(getArgument()));", "4711", 1)[0] & 0xFFFFFF).isEqualTo(4711);
        assertThat(run("if (getArgument() == \"Stra\u00dfe \ud83d\ude00\") setPixel(0, 0, 1);", "Stra\u00dfe \ud83d\ude00", 1)[0] & 0xFFFFFF).isEqualTo(1);
        assertThat(run("if (getArgument() == \"\") setPixel(0, 0, 7);")[0] & 0xFFFFFF).isEqualTo(7);
    }

    @Test
    void mayChangeTheSize() throws Exception {
        ColorProcessor turned = macros.run(new MacroScript("mine.ijm", "run(\"Rotate 90 Degrees Left\");"), "", 1, picture());

        assertThat(List.of(turned.getWidth(), turned.getHeight())).containsExactly(90, 120);
        assertThat(pixels(turned)).isEqualTo(pixels((ColorProcessor) picture().rotateLeft()));
    }

    @Test
    void everyCommandOfTheListDoesSomethingAndNothingElseIsThere() throws Exception {
        for (String command : MacroRules.COMMANDS.keySet()) {
            int[] changed = run("makeRectangle(5, 5, 20, 20); run(\"Select None\"); makeRectangle(3, 3, 50, 50); run(\"%s\");".formatted(command)
                    + " fill();");
            assertThat(changed).as(command).isNotEqualTo(pixels(picture()));
        }
        assertThat(run("run(\"Invert\");")[0] & 0xFFFFFF).isEqualTo(~pixels(picture())[0] & 0xFFFFFF);
        assertThatThrownBy(() -> run("run(\"Quit\");")).hasMessageContaining("Unrecognized command: \"Quit\"");
        assertThatThrownBy(() -> run("run(\"Text File... \");")).hasMessageContaining("Unrecognized command");
        assertStillWorks();
    }

    @Test
    void drawsLotsFromTheSeedAloneAlsoForGlobalVariablesAndAfterOtherMacros() throws Exception {
        String macro = "var before = random(); function f() { return 255 * random(); }"
                + " for (i = 0; i < 50; i++) setPixel(i, 0, f()); setPixel(99, 0, 255 * before); setPixel(98, 0, 100 + 20 * random(\"gaussian\"));";
        int[] first = run(macro, "", 5);

        assertThat(run(macro, "", 6)).isNotEqualTo(first);
        run("random(\"seed\", 77); x = random(); setColor(9, 9, 9); setLineWidth(9); makeRectangle(1, 1, 5, 5); function g() { return 1; } x = g();");
        assertThat(run(macro, "", 5)).isEqualTo(first);
        assertThat(run(macro, "", -1)).isEqualTo(run(macro, "", -1)).isNotEqualTo(first);
        macros.close();
        macros = Macros.allowed(PATIENCE);
        assertThat(run(macro, "", 5)).isEqualTo(first);
    }

    @Test
    void leavesNothingBehindForTheNextMacro() throws Exception {
        String looks = "fill(); drawLine(5, 5, 60, 60); setPixel(3, 3, selectionType() + 2); fillOval(70, 10, 30, 40);";
        int[] alone = run(looks);

        run("var left = 1; setColor(\"red\"); setLineWidth(12); moveTo(50, 50); makeOval(4, 4, 60, 60); random(\"seed\", 9); run(\"Select All\");"
                + " snapshot(); run(\"Invert\");");
        assertThatThrownBy(() -> run("setColor(\"red\"); setLineWidth(12); makeOval(4, 4, 60, 60); no such thing")).isNotNull();
        assertThat(run(looks)).isEqualTo(alone);
        assertThatThrownBy(() -> run("setPixel(0, 0, left);")).hasMessageContaining("Undefined variable");
    }

    @Test
    void worksForManyThreadsAtTheSameTime() throws Exception {
        String macro = "for (i = 0; i < 3000; i++) setPixel(120 * random(), 90 * random(), 16777215 * random());";
        List<int[]> alone = new ArrayList<>();
        for (int seed = 0; seed < 6; seed++) {
            alone.add(run(macro, "", seed));
        }
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < 36; i++) {
            int seed = i % alone.size();
            tasks.add(() -> java.util.Arrays.equals(run(macro, "", seed), alone.get(seed)));
        }
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            for (Future<Boolean> same : threads.invokeAll(tasks)) {
                assertThat(same.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x = y + 1;", "\n\nx = ;", "a = newArray(2); b = a[-1];", "for (i = 0; i < 3 { }", "fillRect(1, 2);", 
        "nosuchfunction(1);", "requires(\"9.99\");", "function f() { return f(); } x = f();"})
    void saysWhatIsWrongWithAMacro(String macro) throws Exception {
        assertThatThrownBy(() -> run(macro)).isInstanceOf(MacroFailedException.class).hasMessageContaining("mine.ijm: ");
        assertStillWorks();
    }

    @Test
    void namesTheLineOfAMistake() {
        assertThatThrownBy(() -> run("x = 1;\n\nx = nothing;\n")).hasMessage("mine.ijm: Undefined variable in line 3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"while (true) { }", "do { x = 1; } while (1 < 2);", "for (;;) { print(\"to death\"); }", "wait(1000000);",
        "selectWindow(\"No such window\");"})
    void killsWhatDoesNotEnd(String macro) throws Exception {
        macros = Macros.allowed(SHORTEST);

        assertThatThrownBy(() -> run(macro)).isInstanceOf(MacroFailedException.class);
        await().atMost(PATIENCE).until(() -> children().isEmpty());
        macros = Macros.allowed(PATIENCE);
        assertStillWorks();
    }

    @Test
    void saysThatItTookTooLong() {
        macros = Macros.allowed(SHORTEST);

        assertThatThrownBy(() -> run("while (true) { }")).hasMessage("mine.ijm: it was not done after 1 s (augment.macroTimeout)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a = newArray(1000000000);", "s = \"0123456789\"; while (true) { s = s + s; }",
        "a = newArray(1000); while (true) { a = Array.concat(a, a); }", "newImage(\"large\", \"RGB\", 30000, 30000, 1);"})
    void survivesAMacroThatEatsMemory(String macro) throws Exception {
        assertThatThrownBy(() -> run(macro)).isInstanceOf(MacroFailedException.class);
        assertStillWorks();
    }

    @Test
    void saysThatItTookTooMuch() {
        assertThatThrownBy(() -> run("s = \"0123456789\"; while (true) { s = s + s; }"))
                .hasMessageContaining("it needed more memory than the 256 MB that a macro gets");
    }

    @Test
    void keepsTheMessageOfAMistakeShort() {
        assertThatThrownBy(() -> run("s = \"0123456789\"; for (i = 0; i < 14; i++) s = s + s; exit(s);"))
                .isInstanceOf(MacroFailedException.class).satisfies(failure -> assertThat(failure.getMessage().length()).isLessThan(1_000));
    }

    /** One after the other, as in a program that runs for months. */
    private static final List<String> DISTURBING = List.of("exit();", "exit(\"I do not want to\");", "showMessage(\"hello\");", "showMessageWithCancel(\"hello\");",
        "waitForUser(\"hello\");", "x = getNumber(\"how many\", 1);", "x = getString(\"what\", \"\");", "x = getBoolean(\"really\");",
        "Dialog.create(\"a\"); Dialog.show();", "print(\"garbage in the stream \\n\\n\\n\"); " + DRAWS, "setBatchMode(false);",
        "close();", "newImage(\"other\", \"8-bit\", 10, 10, 1);", "run(\"Text File... \");", "run(\"URL...\", \"url=http://localhost/\");",
        "x = eval(\"script\", \"while (true);\");", "x = eval(\"js\", \"java.lang.System.exit(7)\");", "x = eval(\"bsh\", \"exit()\");",
        "call(\"java.lang.System.gc\");", "x = call(\"java.lang.System.getenv\", \"PATH\");", "Ext.install(\"Nothing\");",
        "runMacro(\"/etc/passwd\");", "x = IJ.getFullVersion;", "setTool(\"hand\");", "doCommand(\"Quit\");");

    @Test
    void isNotDisturbed() throws Exception {
        for (String macro : DISTURBING) {
            try {
                run(macro);
            } catch (MacroFailedException e) {
                assertThat(e).as(macro).hasMessageContaining("mine.ijm: ");
            }
            assertThat(run(DRAWS)[0]).as("after " + macro).isEqualTo(0xFFFF0000);
        }
    }

    @Test
    void startsNoProgram() throws Exception {
        macros = Macros.allowed(SHORT);
        Path made = folder.resolve("made");

        for (String how : List.of("exec(\"touch\", \"%s\");", "exec(\"sh\", \"-c\", \"sleep 1000 & touch %s\");")) {
            try {
                run(how.formatted(made));
            } catch (MacroFailedException e) {
                assertThat(e).hasMessageContaining("mine.ijm: ");
            }
        }
        assertThat(made).doesNotExist();
        assertThat(ProcessHandle.current().descendants().map(process -> process.info().command())
                .flatMap(Optional::stream)).noneMatch(command -> command.endsWith("sleep"));
        assertStillWorks();
    }

    @Test
    void makesChangesAndDeletesNoFile() throws Exception {
        assumeTrue(MacroCommand.inNamespaces(), "this system gives ordinary users no namespaces: the list of allowed functions stands alone");
        Path precious = Files.writeString(folder.resolve("precious.txt"), "do not lose me");

        for (String how : List.of("File.saveString(\"gone\", \"%1$s\");", "File.append(\"more\", \"%1$s\");", "f = File.open(\"%1$s\"); print(f, \"x\");",
                "x = File.delete(\"%1$s\");", "x = File.rename(\"%1$s\", \"%1$s.2\");", "File.makeDirectory(\"%1$s.dir\");",
                "File.copy(\"%1$s\", \"%1$s.3\");", "saveAs(\"Tiff\", \"%1$s.tif\");", "save(\"%1$s.tif\");", "saveAs(\"Text\", \"%1$s\");",
                "call(\"ij.IJ.saveString\", \"gone\", \"%1$s\");", "saveAs(\"Jpeg\", \"picture.jpg\");")) {
            try {
                run(how.formatted(precious));
            } catch (MacroFailedException e) {
                assertThat(e).hasMessageContaining("mine.ijm: ");
            }
        }
        assertThat(precious).hasContent("do not lose me");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(precious);
        }
        assertStillWorks();
    }

    @Test
    void reachesNoServer() throws Exception {
        assumeTrue(MacroCommand.inNamespaces(), "this system gives ordinary users no namespaces: the list of allowed functions stands alone");
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(1_000);
            String url = "http://127.0.0.1:%d/a.png".formatted(server.getLocalPort());
            for (String how : List.of("open(\"%s\");", "x = File.openUrlAsString(\"%s\");", "run(\"URL...\", \"url=%s\");")) {
                try {
                    run(how.formatted(url));
                } catch (MacroFailedException e) {
                    assertThat(e).hasMessageContaining("mine.ijm: ");
                }
            }
            assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
        }
        assertStillWorks();
    }

    @Test
    void seesNoEnvironmentAndLeavesNoFolder() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "looks into /proc");
        assertStillWorks();

        assertThat(children()).isNotEmpty().allSatisfy(child -> {
            String environment = Files.readString(Path.of("/proc", Long.toString(child.pid()), "environ"), StandardCharsets.ISO_8859_1);
            assertThat(Stream.of(environment.split("\0")).map(line -> line.replaceFirst("=.*", "")))
                    // A shell adds its own.
                    .isSubsetOf("LC_ALL", "PWD", "OLDPWD", "SHLVL", "_");
        });
        try (Stream<Path> temporary = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertThat(temporary.filter(MacrosTest::isOurs)).isEmpty();
        }
    }

    private static boolean isOurs(Path file) {
        return file.getFileName().toString().startsWith("streetmatch-macro")
                && children().stream().anyMatch(child -> child.info().commandLine().orElse("").contains(file.toString()));
    }

    @Test
    void triesOnceMoreWhenTheProcessIsKilledMeanwhile() throws Exception {
        AtomicInteger kills = new AtomicInteger();
        Thread killer = new Thread(() -> {
            await().atMost(PATIENCE).until(() -> !children().isEmpty());
            // While it works, or while it waits: both must do no harm.
            children().forEach(child -> kills.addAndGet(child.destroyForcibly() ? 1 : 0));
        });
        assertStillWorks();
        killer.start();
        for (int i = 0; i < 20 || kills.get() == 0; i++) {
            assertThatCode(this::assertStillWorks).doesNotThrowAnyException();
        }
        killer.join();
    }

    @Test
    void endsItsProcessesWhenItIsClosed() throws Exception {
        assertStillWorks();
        assertThat(children()).isNotEmpty();

        macros.close();
        await().atMost(PATIENCE).until(() -> children().isEmpty());
    }

    /** What {@link #processesDieWithTheProgramEvenInAMacroWithoutEnd} forks. */
    static final class Program {

        private Program() {}

        public static void main(String[] arguments) throws Exception {
            new Thread(() -> {
                await().atMost(PATIENCE).until(() -> !children().isEmpty());
                children().forEach(child -> System.out.println(child.pid()));
                System.out.println("running");
            }).start();
            Macros.allowed(Duration.ofHours(1)).run(new MacroScript("mine.ijm", "while (true) { }"), "", 1, picture());
        }
    }

    @Test
    void processesDieWithTheProgramEvenInAMacroWithoutEnd() throws Exception {
        Process program = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlog4j2.configurationFile=" + Path.of("conf/log4j2.xml").toAbsolutePath(), "-cp", System.getProperty("java.class.path"), Program.class.getName()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<Long> children = new ArrayList<>();
        try (BufferedReader lines = program.inputReader()) {
            for (String line = lines.readLine(); line != null && !line.equals("running"); line = lines.readLine()) {
                if (line.matches("\\d+")) {
                    children.add(Long.valueOf(line));
                }
            }
            assertThat(children).isNotEmpty();
            program.destroyForcibly().waitFor();
        } finally {
            program.destroyForcibly();
        }
        await().atMost(PATIENCE).until(() -> children.stream().flatMap(pid -> ProcessHandle.of(pid).stream()).noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void saysThatNoProcessCanBeStartedWhichIsNoMistakeOfTheMacro() throws Exception {
        String home = System.getProperty("java.home");
        System.setProperty("java.home", folder.resolve("removed by an update").toString());
        try {
            assertThatThrownBy(() -> run(DRAWS)).isInstanceOf(MacroUnavailableException.class)
                    .hasMessageContaining("No process for macros can be started").hasMessageContaining("removed by an update");
        } finally {
            System.setProperty("java.home", home);
        }
        assertStillWorks();
    }
}
