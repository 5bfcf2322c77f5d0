package io.streetmatch.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "reindex", mixinStandardHelpOptions = true,
        description = "Embeds the pictures of the archive again, for another model or recipe, beside the index in use, and swaps at the end."
                + " Interrupted, the same command goes on.")
final class ReindexCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Option(names = "--without-missing", description = "Swap although files of the archive are gone: their pictures leave the collection.")
    private boolean withoutMissing;

    @Override
    public Integer call() throws Exception {
        return new Reindexing(options.settings(), withoutMissing).run();
    }
}
