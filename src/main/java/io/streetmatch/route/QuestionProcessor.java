package io.streetmatch.route;

import io.streetmatch.folder.FileNames;
import io.streetmatch.image.MemoryBudget;
import io.streetmatch.report.Answer;
import io.streetmatch.report.ResultJson;
import io.streetmatch.search.Activity;
import io.streetmatch.search.Query;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Answers the question of an exchange: the body becomes the JSON of the answer; the answer itself stays with the exchange. */
public final class QuestionProcessor implements Processor {

    /** ".json". */
    private static final int LONGEST_ADDITION = 5;

    private final MemoryBudget memory;
    private final Query query;
    private final Path dataFolder;
    private final Targets targets;
    private final Attempts attempts;
    private final Activity activity;

    QuestionProcessor(MemoryBudget memory, Query query, Path dataFolder, Targets targets, Attempts attempts, Activity activity) {
        this.memory = memory;
        this.query = query;
        this.dataFolder = dataFolder;
        this.targets = targets;
        this.attempts = attempts;
        this.activity = activity;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        String name = FileExchange.name(exchange);
        Path file = FileExchange.file(exchange);
        Answer answer;
        try (MemoryBudget.Hold hold = memory.take(Files.size(file))) {
            answer = query.ask(file, name);
        }
        FileExchange.moveTo(exchange, targets, attempts, dataFolder.resolve("probe").resolve(".done"), "");
        exchange.setProperty(FileExchange.ANSWER, answer);
        exchange.setProperty(FileExchange.RESULT, resultName(name));
        exchange.getMessage().setBody(ResultJson.toJson(answer));
        activity.answered();
    }

    /** The question's name, shortened where nothing could be put behind it. */
    private static String resultName(String name) {
        int last = name.lastIndexOf('/') + 1;
        return name.substring(0, last) + FileNames.shortened(name.substring(last), FileNames.LONGEST - LONGEST_ADDITION);
    }
}
