package io.streetmatch.app;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.streetmatch.folder.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the daemon says of itself once a second, in {@code status.json}.
 *
 * @param state {@link #RUNNING}, {@link #WAITING} or {@link #STOPPING}; {@link #SILENT} is what others say of it
 * @param pid process id
 * @param started when the daemon was started, ISO 8601
 * @param time when this was written, ISO 8601
 * @param ingested pictures taken in since the start
 * @param picturesPerSecond over the last seconds
 * @param quarantined files since the start
 * @param answered questions since the start
 * @param postponed tries since the start that left their file where it was
 * @param queued pictures between the drop and the durable write
 * @param pictures in the collection; {@link #UNKNOWN} when the index does not say
 * @param outdated pictures in the collection that were stored under another recipe than the configured one, counted now and then;
 *     {@link #UNKNOWN} when the index does not say
 * @param newIndex whether a collection for another model or recipe lies beside the one in use: {@link #NONE}, {@link #BEGUN} or
 *     {@link #COMPLETE}
 * @param model name
 * @param device where it runs
 * @param index kind and place
 * @param waitingFor why nothing goes on; empty when it does
 * @param lastErrors newest first
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Status(
        String state,
        long pid,
        String started,
        String time,
        long ingested,
        double picturesPerSecond,
        long quarantined,
        long answered,
        long postponed,
        long queued,
        long pictures,
        long outdated,
        String newIndex,
        String model,
        String device,
        String index,
        String waitingFor,
        List<String> lastErrors) {

    /** It works. */
    static final String RUNNING = "running";

    /** It does what can be done without the index. */
    static final String WAITING = "waiting for the index";

    /** It finishes what is under way. */
    static final String STOPPING = "stopping";

    /** It has not said anything for long, although its process is there. */
    static final String SILENT = "silent";

    /** What {@link #pictures} is while the index does not say. */
    static final long UNKNOWN = -1;

    /** There is no new collection. */
    static final String NONE = "none";

    /** A new collection is being built, or was. */
    static final String BEGUN = "begun";

    /** A new collection waits for a restart. */
    static final String COMPLETE = "complete";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FILE = "status.json";

    /** The daemon speaks once a second, but may wait for an index that does not answer, or for a busy machine. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

    /** What the daemon on this folder last said. */
    static Optional<Status> read(DataFolder data) throws IOException {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(data.run().resolve(FILE)), Status.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** The same, but {@link #SILENT} when it was said so long before {@code now} that it may not hold any more. */
    Status seen(Instant now) {
        return silence(now).compareTo(LONGEST_SILENCE) <= 0 ? this
                : new Status(SILENT, pid, started, time, ingested, picturesPerSecond, quarantined, answered, postponed, queued, pictures, outdated,
                        newIndex, model, device, index, waitingFor, lastErrors);
    }

    /** What is wrong with a daemon that is {@link #SILENT}, for people. */
    String complaint(Instant now) {
        return "has said nothing for %s; it may be frozen, or its disk full".formatted(Progress.spelled(silence(now)));
    }

    private Duration silence(Instant now) {
        return Duration.between(Instant.parse(time), now);
    }

    /** Replaces what was said before, in one step. */
    void write(DataFolder data) throws IOException {
        Path target = data.run().resolve(FILE);
        Path temporary = target.resolveSibling(FILE + ".part");
        Files.write(temporary, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The daemon says no more. */
    static void remove(DataFolder data) throws IOException {
        Files.deleteIfExists(data.run().resolve(FILE));
    }

    /** Without line ends inside; for programs. */
    String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers and texts always have a JSON", e);
        }
    }

    /** A few lines for people. */
    String toText(String waitingInInbox, Instant now) {
        String colour = state.equals(RUNNING) ? "green" : "yellow";
        StringBuilder text = new StringBuilder();
        text.append(Terminal.styled("@|bold,%s %s|@".formatted(colour, state))).append(", process %d, ".formatted(pid))
                .append(state.equals(SILENT) ? complaint(now) + ". What it said last:"
                        : "for " + Progress.spelled(Duration.between(Instant.parse(started), Instant.parse(time))))
                .append(System.lineSeparator());
        if (!waitingFor.isEmpty()) {
            text.append("  waiting for   %s%n".formatted(waitingFor));
        }
        text.append(String.format(Locale.ROOT, "  collection    %s pictures; %s%n", pictures == UNKNOWN ? "?" : "%,d".formatted(pictures), index));
        if (outdated > 0) {
            text.append(String.format(Locale.ROOT, "  out of date   %,d pictures are stored under another recipe; bin/streetmatch reindex brings them up to"
                    + " date%n", outdated));
        }
        if (newIndex.equals(COMPLETE)) {
            text.append("  new index     complete, beside the one in use; bin/streetmatch restart puts it in its place%n".formatted());
        } else if (newIndex.equals(BEGUN)) {
            text.append("  new index     begun, beside the one in use; bin/streetmatch reindex builds it and goes on after an interruption%n".formatted());
        }
        text.append(String.format(Locale.ROOT, "  inbox         %s files waiting, %,d in work, %.1f pictures a second%n", waitingInInbox, queued,
                picturesPerSecond));
        text.append(String.format(Locale.ROOT, "  since start   %,d taken in, %,d questions answered, %,d quarantined, %,d put off%n",
                ingested, answered, quarantined, postponed));
        text.append("  model         %s, %s%n".formatted(model, device));
        String label = "  @|red last errors|@   ";
        for (String error : lastErrors) {
            text.append(Terminal.styled(label)).append(error).append(System.lineSeparator());
            label = " ".repeat(16);
        }
        return text.toString();
    }
}
