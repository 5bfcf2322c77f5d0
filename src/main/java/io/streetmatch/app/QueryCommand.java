package io.streetmatch.app;

import io.streetmatch.folder.DataFolder;
import io.streetmatch.folder.FileNames;
import io.streetmatch.report.Answer;
import io.streetmatch.report.Failed;
import io.streetmatch.report.Found;
import io.streetmatch.report.Match;
import io.streetmatch.report.ResultJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "query", description = "Ask about pictures; works beside a running daemon and without one.", mixinStandardHelpOptions = true)
final class QueryCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Option(names = "--json", description = "One result object a line, in the order of the questions.")
    private boolean json;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Pictures to ask about.")
    private List<Path> files = List.of();

    @Override
    public Integer call() throws Exception {
        Settings settings = options.settings();
        DataFolder data = settings.dataFolder();
        for (Path file : files) {
            if (Files.isDirectory(file) || !Files.isReadable(file)) {
                throw new SettingsException("%s %s. Name picture files.".formatted(file,
                        Files.isDirectory(file) ? "is a folder" : Files.exists(file) ? "may not be read" : "is not there"));
            }
        }
        if (!new Indexes(settings).hasCollection(data)) {
            throw new IOException("There is no collection in %s yet. Take pictures in with 'bin/streetmatch ingest DIR', or drop them into %s while"
                    .formatted(data.root(), data.inbox()) + " 'bin/streetmatch run' watches.");
        }
        int failed = 0;
        try (Engine engine = Engine.openForQuestions(settings, data)) {
            for (Path file : files) {
                Answer answer = engine.query().ask(file, file.getFileName().toString());
                System.out.println(json ? ResultJson.toLine(answer) : table(answer));
                failed += answer instanceof Failed ? 1 : 0;
            }
        }
        return failed == 0 ? 0 : 1;
    }

    /** Rank, distance, similarity and name, a line a match. */
    static String table(Answer answer) {
        StringBuilder text = new StringBuilder(FileNames.shown(answer.question().file())).append('\n');
        if (answer instanceof Failed failed) {
            return text.append("  ").append(failed.error().message()).append('\n').toString();
        }
        Found found = (Found) answer;
        if (found.matches().isEmpty()) {
            text.append("  no picture in the collection yet\n");
        }
        for (Match match : found.matches()) {
            text.append("  %d  distance %.4f  similarity %.4f  %s%n".formatted(match.rank(), match.distance(), match.similarity(), FileNames.shown(match.name())));
        }
        return text.toString();
    }
}
