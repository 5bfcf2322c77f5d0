package io.streetmatch.app;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "run", description = "Watch the folders until Ctrl-C.", mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Override
    public Integer call() throws Exception {
        Daemon daemon = Daemon.start(options.settings(), options.home());
        daemon.closeAtExit();
        daemon.greet(System.out);
        new CountDownLatch(1).await();
        return 0;
    }
}
