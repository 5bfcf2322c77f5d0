package io.streetmatch.app;

import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Entry point: {@code streetmatch COMMAND}. */
@Command(
        name = "streetmatch",
        description = "Drop a street picture, get the five pictures of your collection that show it.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        footer = {"", "In the background, by bin/streetmatch: start, stop, restart, logs.", "",
            "Exit codes: 0 done; 1 failed; 2 wrong usage or configuration; 'status' has more."},
        subcommands = {RunCommand.class, QueryCommand.class, IngestCommand.class, AugmentCommand.class, ReindexCommand.class,
            ExportCommand.class, ImportCommand.class, EvalCommand.class, TuneCommand.class, DemoCommand.class, StatusCommand.class,
            LocateCommand.class, DoctorCommand.class, BenchCommand.class, BenchIndexCommand.class, BenchRecipesCommand.class})
public final class Main {

    /** Tells at every start which of Java's newer parts it uses; kept here, because Java forgets settings of loggers that nobody holds. */
    private static final Logger LUCENE = Logger.getLogger("org.apache.lucene");

    /** Commands of the launcher. */
    private static final List<String> IN_THE_BACKGROUND = List.of("start", "stop", "restart", "logs");

    /** Letters that differ in what may be a misspelled name. */
    private static final int MISSPELLED = 2;

    private Main() {}

    /** Runs one command and ends with its exit code: 0 done, 1 failed, 2 wrong usage or configuration. */
    public static void main(String[] arguments) {
        // Camel, DJL and TensorFlow would otherwise ask for a display at the first look at java.awt.
        System.setProperty("java.awt.headless", "true");
        LUCENE.setLevel(Level.SEVERE);
        CommandLine line = new CommandLine(new Main());
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println(message(failure));
            return failure instanceof SettingsException ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
        });
        line.setParameterExceptionHandler(Main::wrongUsage);
        System.exit(line.execute(arguments));
    }

    /** What was wrong in the command line, then how to write it: for a wrong command the page of all commands would hide the reason. */
    private static int wrongUsage(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        if (command.getParent() == null && arguments.length > 0 && !arguments[0].startsWith("-")) {
            err.printf("There is no command '%s'.%s 'streetmatch --help' lists all.%n", arguments[0], meant(command, arguments[0]));
        } else {
            err.println(wrong.getMessage());
            if (!UnmatchedArgumentException.printSuggestions(wrong, err)) {
                command.usage(err);
            }
        }
        err.flush();
        return CommandLine.ExitCode.USAGE;
    }

    private static String meant(CommandLine command, String name) {
        return Stream.concat(command.getSubcommands().keySet().stream(), IN_THE_BACKGROUND.stream())
                .filter(known -> Settings.distance(known, name) <= MISSPELLED)
                .min(Comparator.comparing(known -> Settings.distance(known, name)))
                .map(known -> " Did you mean '%s'?".formatted(known)).orElse("");
    }

    /** What went wrong, for people: what Java's file system says is often no more than a path. */
    static String message(Throwable failure) {
        if (failure instanceof ExecutionException && failure.getCause() != null) {
            return message(failure.getCause());
        }
        String text = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        if (failure instanceof AccessDeniedException) {
            return "%s may not be read or written by user '%s'.".formatted(text, System.getProperty("user.name"));
        }
        if (failure instanceof NoSuchFileException) {
            return text + " is not there.";
        }
        return failure.getClass().equals(FileSystemException.class) || failure instanceof SettingsException || !(failure instanceof FileSystemException)
                ? text : failure.toString();
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"streetmatch " + (version == null ? "(not packaged)" : version)};
        }
    }
}
