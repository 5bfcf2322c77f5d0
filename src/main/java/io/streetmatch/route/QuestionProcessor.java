package io.streetmatch.route;

import io.streetmatch.report.Answer;
import io.streetmatch.report.ResultJson;
import io.streetmatch.search.Activity;
import io.streetmatch.search.Query;
import java.nio.file.Path;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Answers the question of an exchange: the body becomes the JSON of the answer; the answer itself stays with the exchange. */
public final class QuestionProcessor implements Processor {

    private final Query query;
    private final Path dataFolder;
    private final Targets targets;
    private final Attempts attempts;
    private final Activity activity;

    QuestionProcessor(Query query, Path dataFolder, Targets targets, Attempts attempts, Activity activity) {
        this.query = query;
        this.dataFolder = dataFolder;
        this.targets = targets;
        this.attempts = attempts;
        this.activity = activity;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        String name = FileExchange.name(exchange);
        Answer answer = query.ask(FileExchange.file(exchange), name);
        FileExchange.moveTo(exchange, targets, attempts, dataFolder.resolve("probe").resolve(".done").resolve(name));
        exchange.setProperty(FileExchange.ANSWER, answer);
        exchange.getMessage().setBody(ResultJson.toJson(answer));
        activity.answered();
    }
}
