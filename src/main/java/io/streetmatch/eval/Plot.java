package io.streetmatch.eval;

import java.util.List;
import java.util.Locale;

/**
 * One SVG picture: recall@1 of several outcomes, as lines over the strengths of a family of edits, or as bars beside each other for edits
 * that have no strength. Its scale begins below the lowest value, because the upper end is what matters.
 *
 * @param title what stands below it
 * @param labels of the edits, from left to right; at least one
 * @param values of each outcome, in percent, one a label
 */
record Plot(String title, List<String> labels, List<List<Double>> values) {

    private static final List<String> COLOURS =
            List.of("#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e", "#8c564b", "#17becf", "#7f7f7f", "#bcbd22", "#e377c2");

    private static final int LEFT = 40;
    private static final int RIGHT = 16;
    private static final int TOP = 12;
    private static final int HEIGHT = 180;
    private static final int BELOW = 24;
    private static final int COLUMN = 64;
    private static final int BARS = 120;
    private static final int STEPS = 4;

    /** Of an outcome, the same in every plot. */
    static String colour(int outcome) {
        return COLOURS.get(outcome % COLOURS.size());
    }

    String lines() {
        StringBuilder drawn = new StringBuilder();
        for (int outcome = 0; outcome < values.size(); outcome++) {
            StringBuilder points = new StringBuilder();
            StringBuilder dots = new StringBuilder();
            for (int at = 0; at < labels.size(); at++) {
                double y = y(values.get(outcome).get(at));
                points.append(svg("%.1f,%.1f ", middle(at, COLUMN), y));
                dots.append(svg("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>", middle(at, COLUMN), y, colour(outcome)));
            }
            drawn.append(svg("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>", points, colour(outcome))).append(dots);
        }
        return figure(drawn, COLUMN);
    }

    String bars() {
        StringBuilder drawn = new StringBuilder();
        double width = 0.8 * BARS / values.size();
        for (int outcome = 0; outcome < values.size(); outcome++) {
            for (int at = 0; at < labels.size(); at++) {
                double y = y(values.get(outcome).get(at));
                drawn.append(svg("<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>",
                        middle(at, BARS) + (outcome - values.size() / 2.0) * width, y, 0.9 * width, y(bottom()) - y, colour(outcome)));
            }
        }
        return figure(drawn, BARS);
    }

    private String figure(CharSequence drawn, int column) {
        int width = LEFT + labels.size() * column + RIGHT;
        StringBuilder text = new StringBuilder(svg("<figure><svg width=\"%d\" height=\"%d\" font-size=\"11\" role=\"img\" aria-label=\"%s\">",
                width, TOP + HEIGHT + BELOW, EvaluationPage.escaped(title)));
        for (int step = 0; step <= STEPS; step++) {
            double percent = bottom() + (100 - bottom()) * step / STEPS;
            double y = y(percent);
            text.append(svg("<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>", LEFT, width - RIGHT, y, y))
                    .append(svg("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>", LEFT - 6, y + 4, number(percent)));
        }
        for (int at = 0; at < labels.size(); at++) {
            text.append(svg("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>", middle(at, column), TOP + HEIGHT + 18,
                    EvaluationPage.escaped(labels.get(at))));
        }
        return text.append(drawn).append(svg("</svg><figcaption>%s</figcaption></figure>", EvaluationPage.escaped(title))).toString();
    }

    /** A multiple of ten, below all values. */
    private double bottom() {
        double lowest = values.stream().flatMap(List::stream).mapToDouble(Double::doubleValue).min().orElse(0);
        return Math.max(0, Math.min(90, 10 * Math.floor((lowest - 1) / 10)));
    }

    private double y(double percent) {
        return TOP + HEIGHT * (100 - percent) / (100 - bottom());
    }

    private static double middle(int at, int column) {
        return LEFT + (at + 0.5) * column;
    }

    private static String number(double percent) {
        return percent == Math.rint(percent) ? Long.toString((long) percent) : svg("%.1f", percent);
    }

    private static String svg(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
