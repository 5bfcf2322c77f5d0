package io.streetmatch.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Lets one process at a time work on a data folder; the operating system frees it however the process ends. */
public final class DaemonLock implements AutoCloseable {

    /** {@link #isHeld} holds the lock for a moment itself; a daemon that starts in that moment must not be refused. */
    private static final int TRIES = 5;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final FileChannel channel;
    private final Path pidFile;

    private DaemonLock(FileChannel channel, Path pidFile) {
        this.channel = channel;
        this.pidFile = pidFile;
    }

    /** Takes the lock; empty when another process has it. */
    public static Optional<DaemonLock> tryAcquire(DataFolder data) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            Optional<FileChannel> locked = lock(data);
            if (locked.isPresent()) {
                Path pidFile = pidFile(data);
                Files.writeString(pidFile, ProcessHandle.current().pid() + "\n");
                return Optional.of(new DaemonLock(locked.get(), pidFile));
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return Optional.empty();
    }

    /** Whether a process has the lock; a folder that was never worked on has none. */
    public static boolean isHeld(DataFolder data) throws IOException {
        if (!Files.isDirectory(data.run())) {
            return false;
        }
        Optional<FileChannel> locked = lock(data);
        if (locked.isPresent()) {
            locked.get().close();
        }
        return locked.isEmpty();
    }

    private static Optional<FileChannel> lock(DataFolder data) throws IOException {
        FileChannel channel = FileChannel.open(data.run().resolve("daemon.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(channel);
            }
        } catch (OverlappingFileLockException e) {
            // Held by this very process.
        }
        channel.close();
        return Optional.empty();
    }

    /** Who holds the lock, for people. */
    public static String holder(DataFolder data) {
        try {
            return "process " + Files.readString(pidFile(data)).strip();
        } catch (IOException e) {
            return "another process";
        }
    }

    private static Path pidFile(DataFolder data) {
        return data.run().resolve("daemon.pid");
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(pidFile);
        channel.close();
    }
}
