package io.streetmatch.augment;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MacroRulesTest {

    private static void check(String text) throws RecipeException {
        MacroRules.check("augment/mine.ijm", text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"foggy.ijm", "rain.ijm"})
    void letsTheShippedMacrosPass(String name) throws Exception {
        check(Files.readString(Path.of("augment", name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "",
        "// exec(\"rm\")\n/* File.delete(\"/\") */ x = \"open('x')\";",
        "x = Math.floor(Math.sqr(2)) + Array.concat(newArray(1, 2), 3).length;",
        "function open(path) { return path; } x = open(\"mine, not ImageJ's\");",
        "run(\"Find Edges\"); run('Select None');",
        "macro \"named\" { setColor(255, 0, 0); fillRect(0, 0, 5, 5); }",
        "s = \"abc\"; if (s.contains(\"b\")) s = s.replace(\"b\", \"c\"); setPixel(0, 0, s.length);",
        "var shared = random(); function f(x) { return x + shared; } setPixel(0, 0, f(1));"})
    void letsPassWhatCalculatesAndDraws(String macro) {
        assertThatCode(() -> check(macro)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "exec(\"sh\", \"-c\", \"id\");", "x = exec(\"id\");", "File.delete(\"a\");", "File . open(\"a\");", "x = File.exists(\"a\");",
        "File.saveString(\"a\", \"b\");", "open(\"a\");", "open(\"http://localhost/\");", "save(\"a\");", "saveAs(\"Tiff\", \"a\");",
        "run(\"Text File... \");", "run(\"URL...\", \"url=http://localhost\");", "run(\"Quit\");", "run(\"Compile and Run...\");",
        "c = \"Quit\"; run(c);", "run(\"Find \" + \"Edges\");", "run(\"Find Edges\" + \"\");", "run(toString(\"Quit\"));", "run(\"Invert\", \"stack\");",
        "doCommand(\"Quit\");", "call(\"java.lang.System.exit\", 0);", "x = call(\"ij.Prefs.get\", \"a\", \"b\");", "eval(\"exec('id')\");",
        "eval(\"script\", \"1\");", "eval(\"js\", \"1\");", "runMacro(\"a.ijm\");", "Ext.run();", "IJ.log(\"a\");", "IJ.deleteRows(0, 1);",
        "Plot.create(\"a\", \"b\", \"c\");", "Table.open(\"a\");", "Roi.setName(\"a\");", "RoiManager.select(0);", "roiManager(\"open\", \"a\");",
        "List.setMeasurements();", "Stack.setSlice(1);", "Property.set(\"a\", 1);", "Image.width;", "Color.set(\"red\");", "String.copy(\"a\");",
        "showMessage(\"a\");", "showMessageWithCancel(\"a\");", "waitForUser(\"a\");", "Dialog.create(\"a\");", "x = getNumber(\"a\", 1);",
        "x = getString(\"a\", \"b\");", "x = getBoolean(\"a\");", "exit();", "exit(\"a\");", "print(\"a\");", "write(\"a\");", "dump();",
        "debug();", "wait(1000);", "newImage(\"a\", \"RGB\", 10, 10, 1);", "close();", "selectWindow(\"a\");", "setBatchMode(false);",
        "x = getDirectory(\"home\");", "x = getDir(\"home\");", "x = getInfo(\"user.home\");", "x = getFileList(\"/\");", "x = getVersion();",
        "x = getFontList();", "drawString(\"a\", 1, 1);", "setFont(\"Serif\", 9);", "Array.print(newArray(1));", "Array.show(newArray(1));",
        "setOption(\"a\", 1);", "setTool(1);", "Overlay.show();", "Fit.doFit(0, newArray(1), newArray(1));", "x = Math.random;",
        "if (false) exec(\"id\");", "function f() { exec(\"id\"); }", "macro \"m\" { exec(\"id\"); }", "var x = exec(\"id\");",
        "function open(p) { return exec(p); }", "x\u00a0=\u00a0exec(\"id\");", "x = File\n.\nopen(\"a\");", "/**/exec/**/(\"id\");"})
    void refusesEverythingElse(String macro) {
        assertThatThrownBy(() -> check(macro)).isInstanceOf(RecipeException.class)
                .hasMessageContaining("augment/mine.ijm, line ").hasMessageContaining("allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x = getTime();", "getDateAndTime(y, m, w, d, h, n, s, t);"})
    void refusesClocksBecauseCopiesMustBeTheSame(String macro) {
        assertThatThrownBy(() -> check(macro)).hasMessageContaining("must always give the same copy");
    }

    @Test
    void namesTheLine() {
        assertThatThrownBy(() -> check("// exec\n/* exec\n\n exec */ x = \"exec\";\n\ny = 1; exec(\"id\"); // line 6\n"))
                .hasMessage("augment/mine.ijm, line 6: " + message("exec"));
        assertThatThrownBy(() -> check("exec(\"id\")")).hasMessageContaining("line 1:");
        assertThatThrownBy(() -> check("x = 1;\r\n\r\nexec(\"id\")\r\n")).hasMessageContaining("line 3:");
    }

    private static String message(String name) {
        try {
            check(name + "();");
            throw new AssertionError(name + " is allowed");
        } catch (RecipeException e) {
            return e.getMessage().replaceFirst("^[^:]*: ", "");
        }
    }

    @Test
    void namesTheCommandsThereAre() {
        assertThatThrownBy(() -> check("macro \"AutoRun\" { run(\"Install...\", \"install=[/x.txt]\"); }"))
                .hasMessageContaining("'run' is allowed with one of these commands").hasMessageContaining("Find Edges");
    }
}
