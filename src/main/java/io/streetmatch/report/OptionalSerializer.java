package io.streetmatch.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.util.Optional;

/** Writes the value alone; an empty one is left out where the owner says {@code NON_EMPTY}. */
@SuppressWarnings("rawtypes") // Jackson asks for the class Optional, which is raw.
final class OptionalSerializer extends StdSerializer<Optional> {

    private static final long serialVersionUID = 1L;

    OptionalSerializer() {
        super(Optional.class);
    }

    @Override
    public boolean isEmpty(SerializerProvider provider, Optional value) {
        return value.isEmpty();
    }

    @Override
    public void serialize(Optional value, JsonGenerator out, SerializerProvider provider) throws IOException {
        if (value.isPresent()) {
            provider.defaultSerializeValue(value.get(), out);
        } else {
            out.writeNull();
        }
    }
}
