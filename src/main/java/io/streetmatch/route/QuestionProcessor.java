package io.streetmatch.route;

import io.streetmatch.folder.FileNames;
import io.streetmatch.image.MemoryBudget;
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
 * <p>Fails with {@link IndexUnavailableException} while the index does not answer, and with an {@link java.io.IOException} when the file
 * changed meanwhile: the question is to stay where it is.
 */
public final class QuestionProcessor implements Processor {

    /** ".json". */
    private static final int LONGEST_ADDITION = 5;

    private final MemoryBudget memory;
    private final Query query;
    private final Path dataFolder;
    private final Moves moves;
    private final Activity activity;
    private final IndexWatch watch;

    QuestionProcessor(
            MemoryBudget memory, Query query, Path dataFolder, Moves moves, Activity activity, IndexWatch watch) {
        this.memory = memory;
        this.query = query;
        this.dataFolder = dataFolder;
        this.moves = moves;
        this.activity = activity;
        this.watch = watch;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        String name = FileExchange.name(exchange);
        Path file = FileExchange.file(exchange);
        FileState before = FileState.of(file);
        Answer answer;
        try (MemoryBudget.Hold hold = memory.take(before.size())) {
            answer = answer(file, name);
        }
        // Who overwrites a question wants to know about the new picture.
        before.requireStill(file);
        moves.plan(exchange, before, dataFolder.resolve("probe").resolve(".done"), "");
        exchange.setProperty(FileExchange.ANSWER, answer);
        exchange.setProperty(FileExchange.RESULT, resultName(name));
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

    /** The question's name, shortened where nothing could be put behind it. */
    private static String resultName(String name) {
        int last = name.lastIndexOf('/') + 1;
        return name.substring(0, last) + FileNames.shortened(name.substring(last), FileNames.LONGEST - LONGEST_ADDITION);
    }
}
