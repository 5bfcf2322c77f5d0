package io.streetmatch.report;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.type.TypeFactory;
import java.io.IOException;
import java.util.Optional;

/** Reads a value, or its absence, of the type that the property declares. */
@SuppressWarnings("rawtypes") // Jackson asks for the class Optional, which is raw.
final class OptionalDeserializer extends StdDeserializer<Optional> implements ContextualDeserializer {

    private static final long serialVersionUID = 1L;

    private final JavaType content;

    OptionalDeserializer() {
        this(TypeFactory.unknownType());
    }

    private OptionalDeserializer(JavaType content) {
        super(Optional.class);
        this.content = content;
    }

    @Override
    public JsonDeserializer<?> createContextual(DeserializationContext context, BeanProperty property) {
        return new OptionalDeserializer(property.getType().containedTypeOrUnknown(0));
    }

    @Override
    public Optional deserialize(JsonParser in, DeserializationContext context) throws IOException {
        return Optional.of(context.<Object>readValue(in, content));
    }

    @Override
    public Optional getNullValue(DeserializationContext context) {
        return Optional.empty();
    }
}
