package io.streetmatch.eval;

import java.util.Locale;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Outcomes as people and programs read them.
 *
 * @param title what was evaluated
 * @param outcomes at least one
 */
public record EvaluationReport(String title, List<Outcome> outcomes) {

    private static final int LABEL_WIDTH = 26;
    private static final int LINE_WIDTH = 120;
    private static final String GAP = "  ";

    /** For the terminal: recall@1 / recall@5 in percent, a line an edit; many outcomes in several tables, one below the other. */
    public String table() {
        int width = outcomes.stream().mapToInt(outcome -> outcome.title().length()).reduce("100.0 / 100.0".length(), Math::max);
        int columns = Math.max(1, (LINE_WIDTH - LABEL_WIDTH) / (width + GAP.length()));
        StringBuilder text = new StringBuilder();
        for (int from = 0; from < outcomes.size(); from += columns) {
            text.append(from == 0 ? "" : "\n");
            block(text, outcomes.subList(from, Math.min(from + columns, outcomes.size())), width);
        }
        return text.toString();
    }

    private void block(StringBuilder text, List<Outcome> shown, int width) {
        line(text, "recall@1 / @5 in %", shown, width, Outcome::title);
        for (int i = 0; i < edits(); i++) {
            int edit = i;
            line(text, label(edit), shown, width, outcome -> text("%.1f / %.1f", outcome.scores().get(edit).recallAt1(),
                    outcome.scores().get(edit).recallAt5()));
        }
        line(text, "mean of all edits", shown, width, outcome -> text("%.1f / %.1f", outcome.meanRecallAt1(), outcome.meanRecallAt5()));
        line(text, "entries", shown, width, outcome -> text("%,d", outcome.size().entries()));
        line(text, "taking one picture in, ms", shown, width, millis(outcome -> outcome.times().ingest()));
        line(text, "question to answer, ms", shown, width, millis(outcome -> outcome.times().answer()));
        line(text, "  of it the search, ms", shown, width, millis(outcome -> outcome.times().search()));
    }

    private static void line(StringBuilder text, String label, List<Outcome> shown, int width, Function<Outcome, String> value) {
        text.append(String.format("%-" + LABEL_WIDTH + "s", label));
        shown.forEach(outcome -> text.append(GAP).append(String.format("%" + width + "s", value.apply(outcome))));
        text.append('\n');
    }

    private static Function<Outcome, String> millis(ToDoubleFunction<Outcome> time) {
        return outcome -> text("%.1f", time.applyAsDouble(outcome));
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** For other programs: a line a model, recipe and edit; shares from 0 to 1, times in milliseconds. */
    public String csv() {
        StringBuilder text = new StringBuilder(
                "model,recipe,pictures,entries,family,strength,unit,questions,recall_at_1,recall_at_5,ingest_ms,answer_ms,search_ms\n");
        for (Outcome outcome : outcomes) {
            for (Score score : outcome.scores()) {
                text.append(String.format(Locale.ROOT, "%s,%s,%d,%d,%s,%s,%s,%d,%.4f,%.4f,%.1f,%.1f,%.1f\n", quoted(outcome.model()),
                        quoted(outcome.recipe()), outcome.size().pictures(), outcome.size().entries(), quoted(score.edit().family()),
                        score.edit().strength(), quoted(score.edit().unit()), score.questions(), score.recallAt1() / 100, score.recallAt5() / 100,
                        outcome.times().ingest(), outcome.times().answer(), outcome.times().search()));
            }
        }
        return text.toString();
    }

    /** Models and recipes may be paths, and paths may have everything. */
    private static String quoted(String text) {
        return text.matches("[^,\"\r\n]*") ? text : "\"" + text.replace("\"", "\"\"") + "\"";
    }

    /** One page with everything in it. */
    public String html() {
        return new EvaluationPage(title, outcomes).html();
    }

    private int edits() {
        return outcomes.get(0).scores().size();
    }

    private String label(int edit) {
        return outcomes.get(0).scores().get(edit).edit().label();
    }
}
