package io.streetmatch.app;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point: {@code streetmatch COMMAND}. */
@Command(
        name = "streetmatch",
        description = "Drop a street picture, get the five pictures of your collection that show it.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {RunCommand.class, QueryCommand.class, IngestCommand.class, AugmentCommand.class, ReindexCommand.class,
            EvalCommand.class, TuneCommand.class, DemoCommand.class, StatusCommand.class, DoctorCommand.class, BenchCommand.class,
            BenchIndexCommand.class})
public final class Main {

    private Main() {}

    /** Runs one command and ends with its exit code: 0 done, 1 failed, 2 wrong usage or configuration. */
    public static void main(String[] arguments) {
        // Camel, DJL and TensorFlow would otherwise ask for a display at the first look at java.awt.
        System.setProperty("java.awt.headless", "true");
        CommandLine line = new CommandLine(new Main());
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println(failure.getMessage() == null ? failure.toString() : failure.getMessage());
            return failure instanceof SettingsException ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
        });
        System.exit(line.execute(arguments));
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"streetmatch " + (version == null ? "(not packaged)" : version)};
        }
    }
}
