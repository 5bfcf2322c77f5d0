package io.streetmatch.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.streetmatch.image.ImageId;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** The value types of the results that plain Jackson does not know. */
final class ResultJsonModule extends SimpleModule {

    private static final long serialVersionUID = 1L;

    ResultJsonModule() {
        addSerializer(ImageId.class, ToStringSerializer.instance);
        addDeserializer(ImageId.class, new TextDeserializer<>(ImageId.class, ImageId::new));
        addSerializer(Instant.class, ToStringSerializer.instance);
        addDeserializer(Instant.class, new TextDeserializer<>(Instant.class, Instant::parse));
        addSerializer(Duration.class, new MillisSerializer());
        addDeserializer(Duration.class, new MillisDeserializer());
        addSerializer(double.class, new PlainNumberSerializer());
        addSerializer(Optional.class, new OptionalSerializer());
        addDeserializer(Optional.class, new OptionalDeserializer());
    }

    /** A value that is written as its {@code toString}. */
    private static final class TextDeserializer<T> extends FromStringDeserializer<T> {

        private static final long serialVersionUID = 1L;

        private final transient Function<String, T> parser;

        TextDeserializer(Class<T> type, Function<String, T> parser) {
            super(type);
            this.parser = parser;
        }

        @Override
        protected T _deserialize(String value, DeserializationContext context) throws IOException {
            try {
                return parser.apply(value);
            } catch (IllegalArgumentException | DateTimeException e) {
                throw context.weirdStringException(value, handledType(), e.getMessage());
            }
        }
    }

    /** Milliseconds with one decimal. */
    private static final class MillisSerializer extends StdSerializer<Duration> {

        private static final long serialVersionUID = 1L;
        private static final int NANOS_SCALE = 6;

        MillisSerializer() {
            super(Duration.class);
        }

        @Override
        public void serialize(Duration value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeNumber(BigDecimal.valueOf(value.toNanos(), NANOS_SCALE).setScale(1, RoundingMode.HALF_UP));
        }
    }

    private static final class MillisDeserializer extends StdDeserializer<Duration> {

        private static final long serialVersionUID = 1L;

        MillisDeserializer() {
            super(Duration.class);
        }

        @Override
        public Duration deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return Duration.ofNanos(in.getDecimalValue().movePointRight(MillisSerializer.NANOS_SCALE).longValue());
        }
    }

    /** {@code 0} and {@code 0.000012} instead of {@code 0.0} and {@code 1.2E-5}. */
    private static final class PlainNumberSerializer extends StdSerializer<Double> {

        private static final long serialVersionUID = 1L;

        PlainNumberSerializer() {
            super(Double.class);
        }

        @Override
        public void serialize(Double value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeNumber(BigDecimal.valueOf(value).stripTrailingZeros().toPlainString());
        }
    }
}
