package io.streetmatch.app;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One key of the configuration.
 *
 * @param name as written in {@code conf/application.properties}
 * @param defaultText what holds where nobody says otherwise, as it would be written
 * @param allowed what may stand there, for people
 * @param parser from text to value; throws {@link IllegalArgumentException} for what is not allowed
 * @param <T> the value's type
 */
record Key<T>(String name, String defaultText, String allowed, Function<String, T> parser) {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h)");

    private static final Pattern PAIR = Pattern.compile("(\\w+)\\s*=\\s*([\\w.+-]+)");

    static Key<Integer> integer(String name, int defaultValue, int min, int max) {
        return new Key<>(name, Integer.toString(defaultValue), "a whole number from %d to %d".formatted(min, max), text -> {
            int value = Integer.parseInt(text);
            require(value >= min && value <= max);
            return value;
        });
    }

    /** A whole number that the machine may choose: {@code auto}. */
    static Key<Optional<Integer>> integerOrAuto(String name, int min, int max) {
        Key<Integer> number = integer(name, min, min, max);
        return new Key<>(name, "auto", "auto, or " + number.allowed, text ->
                text.equals("auto") ? Optional.empty() : Optional.of(number.parser.apply(text)));
    }

    static Key<Long> size(String name, long defaultValue, long min, long max) {
        return new Key<>(name, Long.toString(defaultValue), "a whole number from %d to %d".formatted(min, max), text -> {
            long value = Long.parseLong(text);
            require(value >= min && value <= max);
            return value;
        });
    }

    static Key<Boolean> flag(String name, boolean defaultValue) {
        return new Key<>(name, Boolean.toString(defaultValue), "true or false", text -> {
            require(text.equals("true") || text.equals("false"));
            return Boolean.valueOf(text);
        });
    }

    static Key<Duration> duration(String name, String defaultText) {
        return duration(name, defaultText, Duration.ZERO, "a time such as 500ms, 10s, 5m or 1h");
    }

    /** A time that must pass. */
    static Key<Duration> pause(String name, String defaultText) {
        return duration(name, defaultText, Duration.ofMillis(1), "a time such as 50ms, 1s or 5m, at least 1ms");
    }

    private static Key<Duration> duration(String name, String defaultText, Duration least, String allowed) {
        return new Key<>(name, defaultText, allowed, text -> {
            Matcher matcher = DURATION.matcher(text);
            require(matcher.matches());
            long amount = Long.parseLong(matcher.group(1));
            Duration value = switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                default -> Duration.ofHours(amount);
            };
            require(value.compareTo(least) >= 0);
            return value;
        });
    }

    static Key<String> text(String name, String defaultText, String allowed) {
        return new Key<>(name, defaultText, allowed, text -> {
            require(!text.isEmpty());
            return text;
        });
    }

    /** A text of this form. */
    static Key<String> text(String name, String defaultText, String allowed, String form) {
        return new Key<>(name, defaultText, allowed, text -> {
            require(text.matches(form));
            return text;
        });
    }

    /** A text that may be left empty. */
    static Key<Optional<String>> optionalText(String name, String allowed) {
        return new Key<>(name, "", allowed + ", or empty", text -> text.isEmpty() ? Optional.empty() : Optional.of(text));
    }

    /** A text of this form that may be left empty; capital letters are taken for small ones. */
    static Key<Optional<String>> optionalText(String name, String allowed, String form) {
        return new Key<>(name, "", allowed + ", or empty", text -> {
            String small = text.toLowerCase(Locale.ROOT);
            require(small.isEmpty() || small.matches(form));
            return small.isEmpty() ? Optional.empty() : Optional.of(small);
        });
    }

    /** Texts of this form, separated by commas; there may be none. */
    static Key<List<String>> list(String name, List<String> defaultValue, String allowed, String form) {
        return new Key<>(name, String.join(", ", defaultValue), allowed + ", or empty", text -> {
            List<String> parts = text.isEmpty() ? List.of() : Arrays.stream(text.split(",", -1)).map(String::strip).toList();
            require(parts.stream().allMatch(part -> part.matches(form)));
            return parts;
        });
    }

    /** Names and values, as in {@code M=16, efConstruction=200}; there may be none. */
    static Key<Map<String, String>> pairs(String name, String allowed) {
        return new Key<>(name, "", allowed + ", or empty", text -> {
            Map<String, String> pairs = new LinkedHashMap<>();
            for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
                Matcher matcher = PAIR.matcher(part.strip());
                require(matcher.matches());
                pairs.put(matcher.group(1), matcher.group(2));
            }
            return Collections.unmodifiableMap(pairs);
        });
    }

    /** One of the constants, in lower case. */
    static <E extends Enum<E>> Key<E> choice(String name, E defaultValue) {
        Class<E> type = defaultValue.getDeclaringClass();
        return new Key<>(name, spelled(defaultValue), spelledAll(type), text -> constant(type, text));
    }

    /** One of the constants, in lower case, or {@code auto}. */
    static <E extends Enum<E>> Key<Optional<E>> choiceOrAuto(String name, Class<E> type) {
        return new Key<>(name, "auto", "auto, " + spelledAll(type), text ->
                text.equals("auto") ? Optional.empty() : Optional.of(constant(type, text)));
    }

    static <T> Key<T> words(String name, String defaultText, List<String> allowed, Function<String, T> parser) {
        return new Key<>(name, defaultText, String.join(", ", allowed), text -> {
            require(allowed.contains(text));
            return parser.apply(text);
        });
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String text) {
        return Arrays.stream(type.getEnumConstants()).filter(value -> spelled(value).equals(text)).findFirst()
                .orElseThrow(IllegalArgumentException::new);
    }

    private static String spelled(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static <E extends Enum<E>> String spelledAll(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(Key::spelled).collect(Collectors.joining(", "));
    }

    private static void require(boolean allowed) {
        if (!allowed) {
            throw new IllegalArgumentException();
        }
    }
}
