package io.streetmatch.index;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;

/** Processes of this machine as Linux shows them in {@code /proc}; elsewhere nothing is seen. */
final class LocalServer {

    private static final Path PROC = Path.of("/proc");
    private static final String LISTENING = "0A";

    /** Listens for servers in containers, and is none itself. */
    private static final String DOCKERS_DOORMAN = "docker-proxy";

    /** Columns of {@code /proc/net/tcp}. */
    private static final int ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    private LocalServer() {}

    /** The id of the process that listens at an address of this machine; empty when it is in a container. */
    static OptionalLong listeningAt(String uri) throws IOException {
        URI address = URI.create(uri);
        if (!InetAddress.getByName(address.getHost()).isLoopbackAddress()) {
            return OptionalLong.empty();
        }
        for (String table : new String[] {"net/tcp", "net/tcp6"}) {
            if (Files.isReadable(PROC.resolve(table))) {
                String port = String.format(Locale.ROOT, ":%04X", address.getPort());
                for (String line : Files.readAllLines(PROC.resolve(table))) {
                    String[] columns = line.strip().split("\\s+");
                    if (columns.length > INODE && columns[ADDRESS].endsWith(port) && columns[STATE].equals(LISTENING)) {
                        return holder("socket:[" + columns[INODE] + "]");
                    }
                }
            }
        }
        return OptionalLong.empty();
    }

    private static OptionalLong holder(String socket) {
        return ProcessHandle.allProcesses().mapToLong(ProcessHandle::pid).filter(pid -> holds(pid, socket) && !isDoorman(pid)).findFirst();
    }

    private static boolean isDoorman(long pid) {
        return ProcessHandle.of(pid).flatMap(process -> process.info().command())
                .filter(command -> command.endsWith(DOCKERS_DOORMAN)).isPresent();
    }

    private static boolean holds(long pid, String socket) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(PROC.resolve(pid + "/fd"))) {
            for (Path file : files) {
                if (Files.readSymbolicLink(file).toString().equals(socket)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            // Another user's process, or one that has just ended: not ours to look into.
            return false;
        }
    }

    /** The resident memory of a process. */
    static OptionalLong residentBytes(long pid) throws IOException {
        Path status = PROC.resolve(pid + "/status");
        if (!Files.isReadable(status)) {
            return OptionalLong.empty();
        }
        return Files.readAllLines(status).stream().filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> 1_024 * Long.parseLong(line.replaceAll("\\D", ""))).findFirst();
    }
}
