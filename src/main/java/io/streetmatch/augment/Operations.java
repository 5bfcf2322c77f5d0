package io.streetmatch.augment;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/** The operations by the names that recipes use. */
final class Operations {

    /** Makes an operation of the keys below its name. */
    @FunctionalInterface
    private interface Reading {
        Operation read(Fields fields) throws RecipeException;
    }

    private static final Map<String, Reading> BY_NAME = new LinkedHashMap<>();

    static {
        BY_NAME.put("Rotate", Rotate::read);
        BY_NAME.put("Crop", Crop::read);
        BY_NAME.put("RandomResizedCrop", RandomResizedCrop::read);
        BY_NAME.put("GaussianBlur", GaussianBlur::read);
        BY_NAME.put("CoarseDropout", CoarseDropout::read);
        BY_NAME.put("HorizontalFlip", fields -> Flip.HORIZONTAL);
        BY_NAME.put("VerticalFlip", fields -> Flip.VERTICAL);
        BY_NAME.put("Affine", Affine::read);
        BY_NAME.put("Perspective", Perspective::read);
        BY_NAME.put("RandomBrightnessContrast", RandomBrightnessContrast::read);
        BY_NAME.put("ImageCompression", ImageCompression::read);
        BY_NAME.put("GaussNoise", GaussNoise::read);
        BY_NAME.put("Macro", Macro::read);
    }

    private Operations() {}

    /** What a recipe may name. */
    static Set<String> names() {
        return BY_NAME.keySet();
    }

    /** The operation that a mapping with one key names: {@code Rotate: {limit: [-15, 15]}}. */
    static Operation read(Node node, RecipeFile file) throws RecipeException {
        Map.Entry<String, Node> entry = file.onlyEntry(node, "an edit, such as 'Rotate: {limit: [-15, 15]}'");
        Reading reading = BY_NAME.get(entry.getKey());
        if (reading == null) {
            throw file.wrong(node, "unknown operation '%s'; allowed: %s".formatted(entry.getKey(), String.join(", ", BY_NAME.keySet())));
        }
        Fields fields = Fields.of(entry.getValue(), entry.getKey(), file);
        Operation operation = reading.read(fields);
        fields.end();
        return operation;
    }
}
