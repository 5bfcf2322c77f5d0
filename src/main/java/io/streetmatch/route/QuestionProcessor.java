package io.streetmatch.route;

import io.streetmatch.index.IndexUnavailableException;
import io.streetmatch.report.Answer;
import io.streetmatch.report.ResultJson;
import io.streetmatch.search.Activity;
import io.streetmatch.search.IndexWatch;
import io.streetmatch.search.Query;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Answers the question of an exchange: the body becomes the JSON of the answer; the answer itself stays with the exchange.
 *
 * <p>Fails with {@link IndexUnavailableException} while the index does not answer: the question is to stay where it is.
 */
public final class QuestionProcessor implements Processor {

    private final Query query;
    private final Path dataFolder;
    private final Targets targets;
    private final Attempts attempts;
    private final Activity activity;
    private final IndexWatch watch;

    QuestionProcessor(Query query, Path dataFolder, Targets targets, Attempts attempts, Activity activity, IndexWatch watch) {
        this.query = query;
        this.dataFolder = dataFolder;
        this.targets = targets;
        this.attempts = attempts;
        this.activity = activity;
        this.watch = watch;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        String name = FileExchange.name(exchange);
        Answer answer = answer(FileExchange.file(exchange), name);
        FileExchange.moveTo(exchange, targets, attempts, dataFolder.resolve("probe").resolve(".done").resolve(name));
        exchange.setProperty(FileExchange.ANSWER, answer);
        exchange.getMessage().setBody(ResultJson.toJson(answer));
        activity.answered();
    }

    private Answer answer(Path file, String name) throws Exception {
        Optional<String> silent = watch.silent();
        if (silent.isPresent()) {
            // Those that were on their way when it fell silent must not wait for its time-out one after the other.
            throw new IndexUnavailableException(silent.get(), null);
        }
        try {
            return query.askOrWait(file, name);
        } catch (IndexUnavailableException e) {
            watch.failed(e);
            throw e;
        }
    }
}
