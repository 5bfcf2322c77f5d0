package io.streetmatch.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileNamesTest {

    @Test
    void leavesANameThatFitsAsItIs() {
        assertThat(FileNames.shortened("street 1.jpg", 64)).isEqualTo("street 1.jpg");
        assertThat(FileNames.numbered("street 1.jpg", 2)).isEqualTo("street 1~2.jpg");
        assertThat(FileNames.numbered(".hidden", 3)).isEqualTo(".hidden~3");
        assertThat(FileNames.variant("street 1", "0_rotated_0")).isEqualTo("street 1_0_rotated_0.jpg");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "ü", "😀", "a.b", "."})
    void shortensALongNameBetweenLettersAndKeepsItsEnding(String letter) {
        String name = letter.repeat(300) + ".jpg";
        for (int room = 64; room <= FileNames.LONGEST; room++) {
            String shortened = FileNames.shortened(name, room);
            byte[] bytes = shortened.getBytes(StandardCharsets.UTF_8);
            assertThat(bytes.length).isBetween(room - 3, room);
            assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(shortened).endsWith(".jpg");
        }
    }

    @Test
    void tellsLongNamesWithTheSameBeginningApart() {
        String beginning = "x".repeat(250);
        assertThat(FileNames.shortened(beginning + "1.jpg", 200)).isNotEqualTo(FileNames.shortened(beginning + "2.jpg", 200));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.jpg", "x", "long.ending"})
    void numbersNamesOfEveryLengthWithinTheLimit(String name) {
        String longest = "y".repeat(FileNames.LONGEST - name.length()) + name;
        String dotted = "x." + "y".repeat(FileNames.LONGEST - 2);
        for (String each : new String[] {longest, dotted}) {
            assertThat(FileNames.numbered(each, 12).length()).isLessThanOrEqualTo(FileNames.LONGEST);
            assertThat(FileNames.numbered(each, 12)).isNotEqualTo(FileNames.numbered(each, 13));
        }
    }

    @Test
    void showsNothingThatCommandsATerminal() {
        assertThat(FileNames.shown("a\nb\r\u001b[31m\u202egpj.ü😀")).isEqualTo("a?b??[31m?gpj.ü😀");
    }
}
