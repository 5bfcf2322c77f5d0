package io.streetmatch.eval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Outcomes as a page for a browser, with nothing outside of it: plots and a table. Well-formed as XML, too.
 *
 * @param title what was evaluated
 * @param outcomes at least one
 */
record EvaluationPage(String title, List<Outcome> outcomes) {

    private static final double LOW = 90;
    private static final double GOOD = 99;

    /** The page. */
    String html() {
        return """
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8"/><title>%1$s</title><style>
                body{font:15px/1.45 system-ui,sans-serif;margin:2em;color:#222;max-width:110em} h1{font-size:1.4em} h2{font-size:1.15em;margin-top:1.6em}
                table{border-collapse:collapse} td,th{padding:.25em .8em;text-align:right;font-variant-numeric:tabular-nums;vertical-align:bottom}
                th:first-child,td:first-child{text-align:left} tbody tr:nth-child(even){background:#f4f4f4} thead th{border-bottom:2px solid #ccc}
                tbody.sum td{border-top:1px solid #ccc} .low{color:#b00020} .good{color:#1b6e2f} small{color:#777} .scroll{overflow-x:auto}
                figure{display:inline-block;margin:.5em 1em .5em 0} figcaption{text-align:center;color:#555}
                .key span{display:inline-block;margin-right:1.5em;white-space:nowrap} i{display:inline-block;width:1em;height:.7em;margin-right:.4em}
                </style></head><body><h1>%1$s</h1>
                <p>Copies of pictures were edited, and the collection was asked which picture they show. The figures say how often the right one
                came first, in percent; small: how often it was among the first five. Green: 99 and more; red: less than 90.</p>
                <p class="key">%2$s</p>
                %3$s
                <h2>All edits</h2>
                <div class="scroll"><table>%4$s</table></div></body></html>
                """.formatted(escaped(title), key(), plots(), rows());
    }

    private String key() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < outcomes.size(); i++) {
            text.append("<span><i style=\"background:%s\"></i>%s</span>\n".formatted(Plot.colour(i), escaped(outcomes.get(i).title())));
        }
        return text.toString();
    }

    private String rows() {
        StringBuilder text = new StringBuilder("<thead>");
        row(text, "th", "edit", outcome -> escaped(outcome.title()));
        text.append("</thead><tbody>\n");
        for (int i = 0; i < edits().size(); i++) {
            int edit = i;
            row(text, "td", escaped(edits().get(i).label()), outcome -> recall(outcome.scores().get(edit).recallAt1(),
                    outcome.scores().get(edit).recallAt5()));
        }
        text.append("</tbody><tbody class=\"sum\">\n");
        row(text, "td", "mean of all edits", outcome -> recall(outcome.meanRecallAt1(), outcome.meanRecallAt5()));
        row(text, "td", "pictures", outcome -> "%,d".formatted(outcome.size().pictures()));
        row(text, "td", "entries, variants included", outcome -> "%,d".formatted(outcome.size().entries()));
        row(text, "td", "taking one picture in, all cores busy", millis(outcome -> outcome.times().ingest()));
        row(text, "td", "from a question's file to its answer", millis(outcome -> outcome.times().answer()));
        row(text, "td", "the search alone", millis(outcome -> outcome.times().search()));
        return text.append("</tbody>").toString();
    }

    private void row(StringBuilder text, String cell, String label, Function<Outcome, String> value) {
        text.append("<tr><%1$s>%2$s</%1$s>".formatted(cell, label));
        outcomes.forEach(outcome -> text.append("<%1$s>%2$s</%1$s>".formatted(cell, value.apply(outcome))));
        text.append("</tr>\n");
    }

    private static String recall(double first, double five) {
        return String.format(Locale.ROOT, "<span%s>%.1f</span> <small>%.1f</small>",
                first < LOW ? " class=\"low\"" : first >= GOOD ? " class=\"good\"" : "", first, five);
    }

    private static Function<Outcome, String> millis(ToDoubleFunction<Outcome> time) {
        return outcome -> String.format(Locale.ROOT, "%.1f ms", time.applyAsDouble(outcome));
    }

    /** A plot for each family with several strengths, and one for all others together. */
    private String plots() {
        Map<String, List<Integer>> families = new LinkedHashMap<>();
        for (int edit = 0; edit < edits().size(); edit++) {
            families.computeIfAbsent(edits().get(edit).family(), family -> new ArrayList<>()).add(edit);
        }
        StringBuilder text = new StringBuilder();
        List<Integer> single = new ArrayList<>();
        families.forEach((family, edits) -> {
            if (edits.size() == 1) {
                single.addAll(edits);
            } else {
                text.append(plot("%s, %s".formatted(family, edits().get(edits.get(0)).unit()), edits, edit -> edit.label().substring(family.length() + 1))
                        .lines()).append('\n');
            }
        });
        return single.isEmpty() ? text.toString() : text.append(plot("other edits", single, QuestionEdit::label).bars()).toString();
    }

    private Plot plot(String title, List<Integer> edits, Function<QuestionEdit, String> label) {
        return new Plot(title, edits.stream().map(edits()::get).map(label).toList(), outcomes.stream()
                .map(outcome -> edits.stream().map(edit -> outcome.scores().get(edit).recallAt1()).toList()).toList());
    }

    private List<QuestionEdit> edits() {
        return IntStream.range(0, outcomes.get(0).scores().size()).mapToObj(i -> outcomes.get(0).scores().get(i).edit()).toList();
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
