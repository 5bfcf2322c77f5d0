package io.streetmatch.app;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "run", description = "Watch the folders until Ctrl-C.", mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Override
    public Integer call() throws Exception {
        Daemon daemon = Daemon.start(options.settings(), options.home());
        CountDownLatch never = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                LOG.info("Stopping: finishing what is under way");
                daemon.close();
                LOG.info("Stopped");
            } catch (Exception e) {
                LOG.error("The stop was not clean; nothing that was acknowledged is lost", e);
            }
        }, "stop"));
        System.out.print(daemon.greeting());
        System.out.flush();
        never.await();
        return 0;
    }
}
