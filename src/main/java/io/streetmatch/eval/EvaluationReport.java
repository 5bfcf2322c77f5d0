package io.streetmatch.eval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Outcomes as people read them.
 *
 * @param title what was evaluated
 * @param outcomes at least one
 */
public record EvaluationReport(String title, List<Outcome> outcomes) {

    private static final int PLOT_WIDTH = 360;
    private static final int PLOT_HEIGHT = 220;
    private static final int MARGIN = 40;
    private static final List<String> COLOURS = List.of("#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e", "#8c564b", "#17becf", "#7f7f7f", "#bcbd22");

    /** For the terminal: recall@1 / recall@5 in percent, a line an edit. */
    public String table() {
        StringBuilder text = new StringBuilder(String.format("%-26s", "recall@1 / @5 in %"));
        outcomes.forEach(outcome -> text.append("  ").append(column(outcome, outcome.title())));
        for (int edit = 0; edit < edits(); edit++) {
            text.append(String.format("%n%-26s", outcomes.get(0).scores().get(edit).edit().label()));
            for (Outcome outcome : outcomes) {
                Score score = outcome.scores().get(edit);
                text.append("  ").append(column(outcome, String.format(Locale.ROOT, "%.1f / %.1f", score.recallAt1(), score.recallAt5())));
            }
        }
        line(text, "entries", outcome -> String.format(Locale.ROOT, "%,d", outcome.entries()));
        line(text, "taking one picture in, ms", outcome -> String.format(Locale.ROOT, "%.1f", outcome.ingestMillis()));
        line(text, "one search, ms", outcome -> String.format(Locale.ROOT, "%.2f", outcome.searchMillis()));
        return text.append('\n').toString();
    }

    private static String column(Outcome outcome, String value) {
        return " ".repeat(Math.max(0, Math.max("100.0 / 100.0".length(), outcome.title().length()) - value.length())) + value;
    }

    private void line(StringBuilder text, String what, Function<Outcome, String> value) {
        text.append(String.format("%n%-26s", what));
        outcomes.forEach(outcome -> text.append("  ").append(column(outcome, value.apply(outcome))));
    }

    /** For other programs: a line a model, recipe and edit. */
    public String csv() {
        StringBuilder text = new StringBuilder("model,recipe,pictures,entries,family,strength,unit,questions,recall_at_1,recall_at_5\n");
        for (Outcome outcome : outcomes) {
            for (Score score : outcome.scores()) {
                text.append(String.format(Locale.ROOT, "%s,%s,%d,%d,%s,%s,%s,%d,%.4f,%.4f%n", outcome.model(), outcome.recipe(), outcome.pictures(),
                        outcome.entries(), score.edit().family(), score.edit().strength(), score.edit().unit(), score.questions(),
                        score.recallAt1() / 100, score.recallAt5() / 100));
            }
        }
        return text.toString();
    }

    /** One page with everything in it: plots over the strength, and the table. */
    public String html() {
        return """
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8"><title>%1$s</title><style>
                body{font:15px/1.4 sans-serif;margin:2em;color:#222} table{border-collapse:collapse} td,th{padding:.25em .7em;text-align:right}
                th:first-child,td:first-child{text-align:left} tr:nth-child(even){background:#f4f4f4} .low{color:#b00} figure{display:inline-block;margin:.5em 1em .5em 0}
                .key span{margin-right:1.5em;white-space:nowrap}
                </style></head><body><h1>%1$s</h1>
                <p>How often the right picture came first when its edited copy was asked about, in percent (in brackets: was among the first five).
                Values below 90 are red.</p>
                <p class="key">%2$s</p>%3$s<table>%4$s</table></body></html>
                """.formatted(escaped(title), key(), plots(), rows());
    }

    private int edits() {
        return outcomes.get(0).scores().size();
    }

    private String key() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < outcomes.size(); i++) {
            text.append("<span style=\"color:%s\">&#9644; %s</span>".formatted(colour(i), escaped(outcomes.get(i).title())));
        }
        return text.toString();
    }

    private String rows() {
        StringBuilder text = new StringBuilder("<tr><th>edit</th>");
        outcomes.forEach(outcome -> text.append("<th>").append(escaped(outcome.title())).append("</th>"));
        for (int edit = 0; edit < edits(); edit++) {
            text.append("</tr>\n<tr><td>").append(escaped(outcomes.get(0).scores().get(edit).edit().label())).append("</td>");
            for (Outcome outcome : outcomes) {
                Score score = outcome.scores().get(edit);
                text.append(String.format(Locale.ROOT, "<td%s>%.1f (%.1f)</td>", score.recallAt1() < 90 ? " class=\"low\"" : "",
                        score.recallAt1(), score.recallAt5()));
            }
        }
        return text.append("</tr>").toString();
    }

    private String plots() {
        Map<String, List<Integer>> families = new LinkedHashMap<>();
        for (int edit = 0; edit < edits(); edit++) {
            families.computeIfAbsent(outcomes.get(0).scores().get(edit).edit().family(), family -> new ArrayList<>()).add(edit);
        }
        return families.values().stream().filter(edits -> edits.size() > 1).map(this::plot).collect(Collectors.joining("\n"));
    }

    private String plot(List<Integer> edits) {
        QuestionEdit first = outcomes.get(0).scores().get(edits.get(0)).edit();
        StringBuilder svg = new StringBuilder("<figure><svg width=\"%d\" height=\"%d\" font-size=\"11\" role=\"img\" aria-label=\"%s\">"
                .formatted(PLOT_WIDTH, PLOT_HEIGHT, escaped(first.family())));
        for (int percent = 0; percent <= 100; percent += 25) {
            double y = y(percent);
            svg.append(String.format(Locale.ROOT, "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/><text x=\"4\" y=\"%.1f\">%d</text>",
                    MARGIN, PLOT_WIDTH - 10, y, y, y + 4, percent));
        }
        for (int at = 0; at < edits.size(); at++) {
            svg.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>", x(at, edits.size()),
                    PLOT_HEIGHT - MARGIN + 16, escaped(outcomes.get(0).scores().get(edits.get(at)).edit().label().substring(first.family().length()))));
        }
        for (int i = 0; i < outcomes.size(); i++) {
            StringBuilder points = new StringBuilder();
            for (int at = 0; at < edits.size(); at++) {
                points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(at, edits.size()), y(outcomes.get(i).scores().get(edits.get(at)).recallAt1())));
            }
            svg.append("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>".formatted(points, colour(i)));
        }
        return svg.append("</svg><figcaption>%s, %s</figcaption></figure>".formatted(escaped(first.family()), escaped(first.unit()))).toString();
    }

    private static double x(int at, int count) {
        return MARGIN + 20 + (PLOT_WIDTH - MARGIN - 50.0) * at / (count - 1);
    }

    private static double y(double percent) {
        return PLOT_HEIGHT - MARGIN - (PLOT_HEIGHT - MARGIN - 15) * percent / 100;
    }

    private static String colour(int index) {
        return COLOURS.get(index % COLOURS.size());
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
