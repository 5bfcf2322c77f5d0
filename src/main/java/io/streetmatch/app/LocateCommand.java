package io.streetmatch.app;

import io.streetmatch.folder.DaemonLock;
import io.streetmatch.folder.DataFolder;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** For the launcher: which data folder is meant, and which process works on it. Two lines, because only a path can hold anything. */
@Command(name = "locate", hidden = true, mixinStandardHelpOptions = true,
        description = "Prints the id of the process that works on the data folder, or 'none', and then the data folder.")
final class LocateCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Override
    public Integer call() throws SettingsException, IOException {
        DataFolder data = options.settings().dataFolder();
        System.out.println(DaemonLock.process(data).map(Object::toString).orElse("none"));
        System.out.println(data.root());
        return 0;
    }
}
