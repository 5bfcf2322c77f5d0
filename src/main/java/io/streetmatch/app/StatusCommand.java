package io.streetmatch.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "status", description = "What the daemon is doing, as JSON. Exit code 0: it runs; 3: it does not.", mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

    /** The exit code that init scripts use for "not running". */
    private static final int NOT_RUNNING = 3;

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Override
    public Integer call() throws SettingsException, IOException {
        DataFolder data = DataFolder.of(options.settings());
        if (!Files.isDirectory(data.run())) {
            System.out.println("not running, and never run, on " + data.root());
            return NOT_RUNNING;
        }
        Optional<DaemonLock> free = DaemonLock.tryAcquire(data);
        if (free.isPresent()) {
            free.get().close();
            System.out.println("not running on " + data.root());
            return NOT_RUNNING;
        }
        Path status = data.run().resolve("status.json");
        System.out.println(Files.exists(status) ? Files.readString(status) : "starting (" + DaemonLock.holder(data) + ")");
        return 0;
    }
}
