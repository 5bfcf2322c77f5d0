package io.streetmatch.augment;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Takes YAML apart, and knows the place of everything.
 *
 * @param name of the file, for messages
 * @param folder where it lies
 * @param macros whether it may have any
 */
record RecipeFile(String name, Path folder, Macros macros) {

    private static final Set<Tag> NUMBERS = Set.of(Tag.INT, Tag.FLOAT);

    /** What is wrong at a place. */
    RecipeException wrong(Node at, String what) {
        return wrong(at.getStartMark(), what);
    }

    /** What is wrong at a place, which may not be known. */
    RecipeException wrong(Optional<Mark> at, String what) {
        return new RecipeException(name + at.map(mark -> ", line " + (mark.getLine() + 1)).orElse("") + ": " + what + ".");
    }

    /** Keys and values of a mapping; nothing at all counts as an empty one. */
    Map<String, Node> mapping(Node node, String what) throws RecipeException {
        Map<String, Node> entries = new LinkedHashMap<>();
        if (node.getTag().equals(Tag.NULL)) {
            return entries;
        }
        if (!(node instanceof MappingNode mapping)) {
            throw wrong(node, "expected " + what + " here, with keys and values");
        }
        for (NodeTuple tuple : mapping.getValue()) {
            String key = text(tuple.getKeyNode(), "a key");
            if (entries.put(key, tuple.getValueNode()) != null) {
                throw wrong(tuple.getKeyNode(), "the key '" + key + "' is there twice");
            }
        }
        return entries;
    }

    /** The entry of a mapping that must have just one; a name alone stands for a name without keys. */
    Map.Entry<String, Node> onlyEntry(Node node, String what) throws RecipeException {
        if (node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
            return Map.entry(scalar.getValue(),
                    new ScalarNode(Tag.NULL, true, "", scalar.getScalarStyle(), scalar.getStartMark(), scalar.getEndMark()));
        }
        Map<String, Node> entries = mapping(node, what);
        if (entries.size() != 1) {
            throw wrong(node, "expected " + what + ", but there are " + entries.size() + " keys: begin each edit with '- '");
        }
        return entries.entrySet().iterator().next();
    }

    /** The items of a list that has some. */
    List<Node> list(Node node, String what) throws RecipeException {
        if (node instanceof SequenceNode sequence && !sequence.getValue().isEmpty()) {
            return sequence.getValue();
        }
        throw wrong(node, "expected a list of " + what + " here, each beginning with '- '");
    }

    /** A text, number or other word, as it is written. */
    String text(Node node, String what) throws RecipeException {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw wrong(node, "expected " + what + " here, not a list or keys");
    }

    /** A number; empty for whatever YAML takes for something else, such as digits in quotes. */
    static Optional<BigDecimal> number(Node node) {
        if (!(node instanceof ScalarNode scalar) || !NUMBERS.contains(scalar.getTag())) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BigDecimal(scalar.getValue()));
        } catch (NumberFormatException e) {
            // Infinite, not a number, or not decimal.
            return Optional.empty();
        }
    }
}
