package io.streetmatch.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * {@code conf/application.properties} as people wrote it, to change single keys in: comments, order and everything else stay.
 *
 * @param file where it is; need not exist
 */
record ConfigurationFile(Path file) {

    private static final DateTimeFormatter FORMER = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    /**
     * What was changed.
     *
     * @param lines that are new
     * @param former where the former file is; absent when there was none
     */
    record Change(List<String> lines, Optional<Path> former) {}

    /**
     * Sets keys. The former file is kept beside the new one, under its name with the time.
     *
     * @throws IOException when it cannot be read or written
     * @throws SettingsException when a key is written in a way that only a person should touch
     */
    Change set(Map<String, String> values) throws IOException, SettingsException {
        List<String> lines = new ArrayList<>(Files.exists(file) ? Files.readAllLines(file) : List.of());
        List<String> changed = new ArrayList<>();
        for (Map.Entry<String, String> entry : values.entrySet()) {
            String line = "%s = %s".formatted(entry.getKey(), entry.getValue().replace("\\", "\\\\"));
            put(lines, entry.getKey(), line);
            changed.add(line);
        }
        return new Change(changed, write(lines));
    }

    private void put(List<String> lines, String key, String line) throws SettingsException {
        Pattern active = Pattern.compile("\\s*" + Pattern.quote(key) + "\\s*([=:\\s].*)?");
        OptionalInt last = last(lines, active);
        if (last.isPresent()) {
            if (lines.get(last.getAsInt()).endsWith("\\")) {
                throw new SettingsException("%s sets %s over several lines, which is left to you: write '%s' there instead."
                        .formatted(file, key, line));
            }
            lines.set(last.getAsInt(), line);
            return;
        }
        OptionalInt documented = last(lines, Pattern.compile("\\s*#\\s*" + Pattern.quote(key) + "\\s*=.*"));
        lines.add(documented.isPresent() ? documented.getAsInt() + 1 : lines.size(), line);
    }

    private static OptionalInt last(List<String> lines, Pattern pattern) {
        return IntStream.range(0, lines.size()).filter(i -> pattern.matcher(lines.get(i)).matches()).reduce((a, b) -> b);
    }

    /** In one step, so that a crash leaves the one file or the other. */
    private Optional<Path> write(List<String> lines) throws IOException {
        if (!Files.exists(file)) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, lines);
            return Optional.empty();
        }
        Path real = file.toRealPath();
        String name = real.getFileName().toString();
        Path former = Files.copy(real, real.resolveSibling(name + "." + FORMER.format(LocalDateTime.now())), StandardCopyOption.COPY_ATTRIBUTES);
        Path next = Files.createTempFile(real.getParent(), "." + name, ".tmp");
        try {
            // Rights and owner as they were.
            Files.copy(real, next, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            Files.write(next, lines);
            Files.move(next, real, StandardCopyOption.ATOMIC_MOVE);
            return Optional.of(former);
        } finally {
            Files.deleteIfExists(next);
        }
    }
}
