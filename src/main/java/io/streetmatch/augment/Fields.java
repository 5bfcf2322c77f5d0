package io.streetmatch.augment;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** The keys of one mapping in a recipe, with their bounds; what nobody asked for is refused at the {@link #end}. */
final class Fields {

    private final Node owned;
    private final Map<String, Node> values;
    private final String owner;
    private final RecipeFile file;
    private final Set<String> known = new LinkedHashSet<>();

    private Fields(Node owned, Map<String, Node> values, String owner, RecipeFile file) {
        this.owned = owned;
        this.values = values;
        this.owner = owner;
        this.file = file;
    }

    /** The keys below {@code owner}. */
    static Fields of(Node node, String owner, RecipeFile file) throws RecipeException {
        return new Fields(node, file.mapping(node, owner), owner, file);
    }

    /** The node of a key, for whatever is neither number nor word. */
    Optional<Node> node(String key) {
        known.add(key);
        return Optional.ofNullable(values.get(key));
    }

    /** A range {@code [low, high]}; a single number is a range of that number alone. */
    Range range(String key, double min, double max, Range otherwise) throws RecipeException {
        Optional<Node> node = node(key);
        if (node.isEmpty()) {
            return otherwise;
        }
        String allowed = "allowed: [low, high] or one number, from %s to %s".formatted(Range.text(min), Range.text(max));
        List<Double> numbers = numbers(node.get(), key, allowed);
        Range range = new Range(numbers.get(0), numbers.get(numbers.size() - 1));
        if (numbers.size() > 2 || range.low() < min || range.high() > max || range.low() > range.high()) {
            throw wrong(node.get(), key, allowed);
        }
        return range;
    }

    /** One number. */
    double number(String key, double min, double max, double otherwise) throws RecipeException {
        Optional<Node> node = node(key);
        if (node.isEmpty()) {
            return otherwise;
        }
        String allowed = "allowed: a number from %s to %s".formatted(Range.text(min), Range.text(max));
        double number = RecipeFile.number(node.get()).orElseThrow(() -> wrong(node.get(), key, allowed)).doubleValue();
        // Not a number is neither.
        if (!(number >= min && number <= max)) {
            throw wrong(node.get(), key, allowed);
        }
        return number;
    }

    /** A range of whole numbers. */
    Range integers(String key, int min, int max, Range otherwise) throws RecipeException {
        Range range = range(key, min, max, otherwise);
        if (range.low() != Math.rint(range.low()) || range.high() != Math.rint(range.high())) {
            throw wrong(values.get(key), key, "allowed: whole numbers from %d to %d".formatted(min, max));
        }
        return range;
    }

    /** One whole number. */
    long integer(String key, long min, long max, long otherwise) throws RecipeException {
        Optional<Node> node = node(key);
        if (node.isEmpty()) {
            return otherwise;
        }
        try {
            long number = RecipeFile.number(node.get()).orElseThrow(ArithmeticException::new).longValueExact();
            if (number >= min && number <= max) {
                return number;
            }
        } catch (ArithmeticException e) {
            // Said below.
        }
        throw wrong(node.get(), key, "allowed: a whole number from %d to %d".formatted(min, max));
    }

    /** A text of a certain form; numbers and other words that YAML knows are none, unless they are in quotes. */
    String text(String key, String pattern, String allowed, String otherwise) throws RecipeException {
        Optional<Node> node = node(key);
        if (node.isEmpty()) {
            return otherwise;
        }
        if (!node.get().getTag().equals(Tag.STR) || !file.text(node.get(), allowed).matches(pattern)) {
            throw wrong(node.get(), key, "allowed: " + allowed);
        }
        return file.text(node.get(), allowed);
    }

    /** Whatever one can write in one piece, as it is written. */
    String words(String key, int longest, String otherwise) throws RecipeException {
        Optional<Node> node = node(key);
        if (node.isEmpty()) {
            return otherwise;
        }
        String allowed = "a text or number of up to %,d characters".formatted(longest);
        String text = file.text(node.get(), allowed);
        if (text.length() > longest) {
            throw wrong(node.get(), key, "allowed: " + allowed);
        }
        return node.get().getTag().equals(Tag.NULL) ? otherwise : text;
    }

    /** A colour: {@code [red, green, blue]}, or one number for a grey. */
    Rgb colour(String key, Rgb otherwise) throws RecipeException {
        Optional<Node> node = node(key);
        if (node.isEmpty()) {
            return otherwise;
        }
        String allowed = "allowed: [red, green, blue] or one grey, whole numbers from 0 to 255";
        List<Double> parts = numbers(node.get(), key, allowed);
        if (parts.size() != (node.get() instanceof SequenceNode ? 3 : 1) || parts.stream().anyMatch(part -> part < 0 || part > 255 || part != Math.rint(part))) {
            throw wrong(node.get(), key, allowed);
        }
        return new Rgb(parts.get(0).intValue(), parts.get(parts.size() / 2).intValue(), parts.get(parts.size() - 1).intValue());
    }

    /** The keys {@code border_mode} and {@code fill}. */
    Border border() throws RecipeException {
        String mode = text("border_mode", "constant|replicate|reflect_101", "constant, replicate, reflect_101", "constant");
        return new Border(Border.Mode.valueOf(mode.toUpperCase(Locale.ROOT)), colour("fill", Rgb.BLACK));
    }

    /** The file that these keys stand in. */
    RecipeFile file() {
        return file;
    }

    /** What is wrong with these keys as a whole. */
    RecipeException wrong(String what) {
        return file.wrong(owned, what);
    }

    /** Refuses keys that were not asked for. */
    void end() throws RecipeException {
        for (Map.Entry<String, Node> entry : values.entrySet()) {
            if (!known.contains(entry.getKey())) {
                throw file.wrong(entry.getValue(), "unknown key '%s' of %s; allowed: %s"
                        .formatted(entry.getKey(), owner, known.isEmpty() ? "none" : String.join(", ", known)));
            }
        }
    }

    private List<Double> numbers(Node node, String key, String allowed) throws RecipeException {
        List<Node> nodes = node instanceof SequenceNode sequence && !sequence.getValue().isEmpty() ? sequence.getValue() : List.of(node);
        List<Double> numbers = new ArrayList<>();
        for (Node each : nodes) {
            double number = RecipeFile.number(each).orElseThrow(() -> wrong(node, key, allowed)).doubleValue();
            if (!Double.isFinite(number)) {
                throw wrong(node, key, allowed);
            }
            numbers.add(number);
        }
        return numbers;
    }

    private RecipeException wrong(Node node, String key, String allowed) {
        return file.wrong(node, "'%s' of %s cannot be used; %s".formatted(key, owner, allowed));
    }
}
