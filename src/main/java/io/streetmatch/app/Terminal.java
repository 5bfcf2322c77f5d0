package io.streetmatch.app;

import picocli.CommandLine.Help.Ansi;

/** Whether a person looks at what is printed; the launcher, which can ask the operating system, passes it on. */
final class Terminal {

    /** Property of the launcher: standard output is a terminal. */
    static final String OUT = "streetmatch.terminal.out";

    /** Property of the launcher: standard error is a terminal. */
    static final String ERR = "streetmatch.terminal.err";

    private Terminal() {}

    /** Whether standard error, where progress is shown, is a terminal. */
    static boolean showsProgress() {
        return Boolean.getBoolean(ERR);
    }

    /** Text for standard output with picocli's style marks, {@code @|bold,green text|@}; plain elsewhere and where NO_COLOR is set. */
    static String styled(String text) {
        boolean colours = Boolean.getBoolean(OUT) && System.getenv("NO_COLOR") == null;
        return (colours ? Ansi.ON : Ansi.OFF).string(text);
    }
}
