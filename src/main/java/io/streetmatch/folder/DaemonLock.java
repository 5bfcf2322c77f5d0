package io.streetmatch.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Lets one process at a time work on a data folder; the operating system frees it however the process ends. */
public final class DaemonLock implements AutoCloseable {

    /** {@link #isHeld} holds the lock for a moment itself, and a daemon that starts says who it is a moment after it has the lock. */
    private static final int TRIES = 20;

    /** File systems keep the time of a change less exactly than the system that of a process's start. */
    private static final Duration INEXACT = Duration.ofSeconds(2);

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
        Path file = lockFile(data);
        if (!Files.exists(file)) {
            return false;
        }
        // Only to look: this also works for users who may not write there.
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ); FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
            return lock == null;
        } catch (OverlappingFileLockException e) {
            // Held by this very process.
            return true;
        }
    }

    /**
     * The id of the process that has the lock; empty when none has.
     *
     * @throws IOException when it cannot be found out
     */
    public static Optional<Long> process(DataFolder data) throws IOException {
        for (int i = 0; i < TRIES && isHeld(data); i++) {
            Optional<Long> process = written(pidFile(data));
            if (process.isPresent()) {
                return process;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        if (isHeld(data)) {
            throw new IOException("A process works on %s, but %s does not say which.".formatted(data.root(), pidFile(data)));
        }
        return Optional.empty();
    }

    /** What the file says, unless that is left from a process that was killed: its id may be another's by now. */
    private static Optional<Long> written(Path pidFile) {
        try {
            Instant changed = Files.getLastModifiedTime(pidFile).toInstant();
            long id = Long.parseLong(Files.readString(pidFile).strip());
            return ProcessHandle.of(id)
                    .filter(process -> process.info().startInstant().map(start -> !start.isAfter(changed.plus(INEXACT))).orElse(true))
                    .map(ProcessHandle::pid);
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<FileChannel> lock(DataFolder data) throws IOException {
        FileChannel channel = FileChannel.open(lockFile(data), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
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
        return written(pidFile(data)).map(process -> "process " + process).orElse("another process");
    }

    private static Path lockFile(DataFolder data) {
        return data.run().resolve("daemon.lock");
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
