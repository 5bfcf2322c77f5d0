package io.streetmatch.app;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Lets one process at a time work on a data folder; the operating system frees it however the process ends. */
final class DaemonLock implements AutoCloseable {

    private final FileChannel channel;
    private final Path pidFile;

    private DaemonLock(FileChannel channel, Path pidFile) {
        this.channel = channel;
        this.pidFile = pidFile;
    }

    /** Takes the lock; empty when another process has it. */
    static Optional<DaemonLock> tryAcquire(DataFolder data) throws IOException {
        FileChannel channel = FileChannel.open(data.run().resolve("daemon.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                Path pidFile = data.run().resolve("daemon.pid");
                Files.writeString(pidFile, ProcessHandle.current().pid() + "\n");
                return Optional.of(new DaemonLock(channel, pidFile));
            }
        } catch (OverlappingFileLockException e) {
            // Held by this very process.
        }
        channel.close();
        return Optional.empty();
    }

    /** Who holds the lock, for people. */
    static String holder(DataFolder data) {
        try {
            return "process " + Files.readString(data.run().resolve("daemon.pid")).strip();
        } catch (IOException e) {
            return "another process";
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(pidFile);
        channel.close();
    }
}
