package io.streetmatch.augment;

import ij.macro.MacroConstants;
import ij.macro.Program;
import ij.macro.Tokenizer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What macros may do: calculate, and read, draw and filter the picture they are given.
 *
 * <p>A list of what is allowed, held against the tokens that ImageJ's own tokenizer makes of the text, so that no way of writing gets
 * around it. A macro gets at nothing but ImageJ's built-in functions; of those that run other text (eval, runMacro, call, run with a
 * command made up while it runs) none is allowed, so no token can come up later that was not seen here.
 */
final class MacroRules {

    private static final Set<String> CALCULATING = Set.of(
            "abs", "acos", "asin", "atan", "atan2", "cos", "exp", "floor", "log", "maxOf", "minOf", "pow", "round", "sin", "sqrt", "tan",
            "isNaN", "parseInt", "parseFloat", "random", "getArgument",
            "d2s", "toHex", "toBinary", "toString", "substring", "fromCharCode", "charCodeAt", "charAt", "toLowerCase", "toUpperCase",
            "replace", "trim", "indexOf", "lastIndexOf", "startsWith", "endsWith", "matches", "lengthOf", "newArray", "split");

    private static final Set<String> DRAWING = Set.of(
            "getPixel", "setPixel", "putPixel", "getWidth", "getHeight", "getDimensions", "bitDepth", "changeValues", "floodFill",
            "getStatistics", "getRawStatistics", "getHistogram", "snapshot", "reset",
            "setColor", "setLineWidth", "moveTo", "lineTo", "drawLine", "drawRect", "fillRect", "drawOval", "fillOval", "fill",
            "makeRectangle", "makeRotatedRectangle", "makeOval", "makeEllipse", "makePolygon", "makeLine",
            "getSelectionBounds", "selectionContains", "selectionType", "run");

    /** Names before a dot, and what may stand behind it. */
    private static final Map<String, Set<String>> MEMBERS = Map.of(
            "Math", Set.of("abs", "acos", "asin", "atan", "atan2", "ceil", "constrain", "cos", "erf", "exp", "floor", "log", "log10", "map",
                    "max", "min", "pow", "round", "sin", "sqr", "sqrt", "tan", "toDegrees", "toRadians"),
            "Array", Set.of("concat", "copy", "fill", "getSequence", "getStatistics", "resample", "reverse", "rotate", "slice", "sort", "trim"));

    /** Commands of {@code run}, with what ImageJ's menu would start: those that need no window and no options. */
    static final Map<String, String> COMMANDS = new TreeMap<>(Map.of(
            "Invert", "ij.plugin.filter.Filters(\"invert\")",
            "Smooth", "ij.plugin.filter.Filters(\"smooth\")",
            "Sharpen", "ij.plugin.filter.Filters(\"sharpen\")",
            "Find Edges", "ij.plugin.filter.Filters(\"edge\")",
            "Flip Horizontally", "ij.plugin.filter.Transformer(\"fliph\")",
            "Flip Vertically", "ij.plugin.filter.Transformer(\"flipv\")",
            "Rotate 90 Degrees Right", "ij.plugin.filter.Transformer(\"right\")",
            "Rotate 90 Degrees Left", "ij.plugin.filter.Transformer(\"left\")",
            "Select All", "ij.plugin.Selection(\"all\")",
            "Select None", "ij.plugin.Selection(\"none\")"));

    private static final Set<String> CLOCKS = Set.of("getTime", "getDateAndTime");

    private final String where;
    private final Program program;
    private final MacroLines lines;

    private MacroRules(String where, String text) {
        this.where = where;
        this.program = new Tokenizer().tokenize(text);
        this.lines = MacroLines.of(text);
    }

    /** Holds a macro against the rules; {@code where} is for the message. */
    static void check(String where, String text) throws RecipeException {
        new MacroRules(where, text).check();
    }

    private void check() throws RecipeException {
        for (int at = 0; kind(at) != MacroConstants.EOF; at++) {
            Optional<String> complaint = switch (kind(at)) {
                case MacroConstants.PREDEFINED_FUNCTION, MacroConstants.NUMERIC_FUNCTION, MacroConstants.STRING_FUNCTION,
                        MacroConstants.ARRAY_FUNCTION, MacroConstants.VARIABLE_FUNCTION -> function(at);
                default -> Optional.empty();
            };
            if (complaint.isPresent()) {
                throw new RecipeException("%s, line %d: %s.".formatted(where, lines.ofToken(at), complaint.get()));
            }
        }
    }

    private Optional<String> function(int at) {
        String name = word(at);
        Set<String> members = MEMBERS.getOrDefault(name, Set.of());
        if (!members.isEmpty()) {
            String member = is(at + 1, '.') ? word(at + 2) : "";
            return members.contains(member) ? Optional.empty()
                    : Optional.of("'%s.%s' is not allowed in a macro here; allowed: %s".formatted(name, member, listed(members)));
        }
        if (is(at - 1, '.') && MEMBERS.getOrDefault(word(at - 2), Set.of()).contains(name)) {
            return Optional.empty();
        }
        if (name.equals("run")) {
            return command(at);
        }
        if (CLOCKS.contains(name)) {
            return Optional.of("'%s' is not allowed in a macro here: the same picture must always give the same copy".formatted(name));
        }
        return CALCULATING.contains(name) || DRAWING.contains(name) ? Optional.empty()
                : Optional.of("'%s' is not allowed in a macro here; allowed: %s, and what begins with %s".formatted(
                        name, listed(joined(CALCULATING, DRAWING)), listed(MEMBERS.keySet())));
    }

    /** A command must be written out, so that it can be seen here; options are for windows, which there are none of. */
    private Optional<String> command(int at) {
        boolean literal = is(at + 1, '(') && kind(at + 2) == MacroConstants.STRING_CONSTANT && is(at + 3, ')');
        String command = literal ? unquoted(word(at + 2)) : "";
        return COMMANDS.containsKey(command) ? Optional.empty()
                : Optional.of("'run' is allowed with one of these commands, in quotes and without options: " + listed(COMMANDS.keySet())
                        + "; blur, noise and more are edits of the recipe");
    }

    private int kind(int at) {
        return program.getCode()[at] & MacroConstants.TOK_MASK;
    }

    private boolean is(int at, char symbol) {
        return at >= 0 && program.getCode()[at] == symbol;
    }

    private String word(int at) {
        return at < 0 ? "" : program.decodeToken(program.getCode()[at]);
    }

    private static String unquoted(String constant) {
        return constant.substring(1, constant.length() - 1);
    }

    private static Set<String> joined(Set<String> some, Set<String> others) {
        Set<String> all = new TreeSet<>(some);
        all.addAll(others);
        return all;
    }

    private static String listed(Set<String> names) {
        return String.join(", ", new TreeSet<>(names));
    }
}
