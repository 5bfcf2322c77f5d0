package io.streetmatch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts servers that end with this JVM, however a test or the JVM itself ends.
 *
 * <p>The server hangs on a shell that kills it, with every process it started, when its standard input ends: that is a pipe from this JVM,
 * which also ends when the JVM is killed.
 */
final class TiedProcess {

    /** In a session of its own the server and its children are one group that can be killed; without setsid (macOS) the server alone is. */
    private static final String SHELL = "exec 3<&0; $(command -v setsid) \"$@\" 3<&- & server=$!; cat <&3 > /dev/null & input=$!; "
            + "trap 'kill -KILL -- -$server $server $input 2> /dev/null' EXIT; wait -n";

    private TiedProcess() {}

    /** The shell with the server as a child, not started yet. */
    static ProcessBuilder of(List<String> command) {
        List<String> all = new ArrayList<>(List.of("bash", "-c", SHELL, "server"));
        all.addAll(command);
        return new ProcessBuilder(all).redirectErrorStream(true);
    }

    /** Ends a started one at once, as the end of this JVM would, and waits for it. */
    static void end(Process shell) throws IOException {
        shell.getOutputStream().close();
        try {
            shell.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
