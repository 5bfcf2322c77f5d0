package io.streetmatch.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import io.streetmatch.embed.Metric;
import io.streetmatch.image.BadImageException;
import io.streetmatch.image.BadImageException.Reason;
import io.streetmatch.image.DecodedPicture;
import io.streetmatch.image.GeoLocation;
import io.streetmatch.image.ImageFormat;
import io.streetmatch.image.ImageId;
import io.streetmatch.image.Picture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The schemas in {@code conf/} against what is really written: they accept it, and nothing that lacks a field or has one too many. */
class SchemaTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOW = Instant.parse("2024-05-01T10:00:00Z");
    private static final ImageId ID = ImageId.of("content".getBytes(StandardCharsets.UTF_8));
    private static final Failure FAILURE = new Failure("truncated", "The file ends.", Step.DECODE);

    /** Fields that may be absent, in documents that have everything; all others are required. */
    private static final Set<String> OPTIONAL_WHEN_FOUND = Set.of("/matches/0/location", "/matches/1/edit", "/matches/1/location");

    record Document(String name, String json, String schema, Set<String> optional) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Document> documents() {
        return Stream.of(
                answer("answer", found(2), OPTIONAL_WHEN_FOUND),
                answer("answer of an empty collection", found(0), Set.of()),
                answer("failure before the file was read", failed(Question.unread("a.jpg")), Set.of()),
                answer("failure after the file was read", failed(Question.undecoded("a.jpg", ID, 3)), Set.of("/question/id", "/question/bytes")),
                answer("failure after the picture was decoded", failed(question()),
                        Set.of("/question/id", "/question/bytes", "/question/width", "/question/height", "/question/format")),
                report("error report", Optional.of(ID), FAILURE, Set.of("/id")),
                report("error report without an id", Optional.empty(), FAILURE, Set.of()));
    }

    private static Document answer(String name, Answer answer, Set<String> optional) {
        return new Document(name, ResultJson.toJson(answer), "result", optional);
    }

    private static Document report(String name, Optional<ImageId> id, Failure failure, Set<String> optional) {
        return new Document(name, ResultJson.toJson(ErrorReport.of("a.jpg", id, 3, failure, NOW)), "error", optional);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void acceptsWhatIsWritten(Document document) throws IOException {
        assertAccepted(document);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void refusesADocumentWithoutOneOfItsRequiredFields(Document document) throws IOException {
        Set<String> optional = new TreeSet<>();
        for (String field : fields("", JSON.readTree(document.json()))) {
            JsonNode without = JSON.readTree(document.json());
            ((ObjectNode) without.at(parent(field))).remove(name(field));
            if (complaints(document, without).isEmpty()) {
                optional.add(field);
            }
        }
        assertThat(optional).containsExactlyInAnyOrderElementsOf(document.optional());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void refusesAnUnknownFieldWhereverItStands(Document document) throws IOException {
        for (String object : objects("", JSON.readTree(document.json()))) {
            JsonNode with = JSON.readTree(document.json());
            ((ObjectNode) with.at(object)).put("surprise", 1);
            assertThat(complaints(document, with)).as("'surprise' in %s", object.isEmpty() ? "the document" : object).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void refusesAFieldOfAnotherType(Document document) throws IOException {
        for (String field : fields("", JSON.readTree(document.json()))) {
            for (JsonNode other : List.of(JSON.getNodeFactory().nullNode(), JSON.getNodeFactory().booleanNode(true))) {
                JsonNode with = JSON.readTree(document.json());
                ((ObjectNode) with.at(parent(field))).set(name(field), other);
                assertThat(complaints(document, with)).as("%s = %s", field, other).isNotEmpty();
            }
        }
    }

    @Test
    void requiresEveryFieldThatItNamesUnlessThatIsMarkedAsOptional() throws IOException {
        // The walk above sees the fields of its documents only; this one sees those of the schemas.
        assertThat(unrequired("", schemaTree("error"))).containsExactlyInAnyOrder("/properties/id");
        assertThat(unrequired("", schemaTree("result"))).containsExactlyInAnyOrder(
                // Required by 'then' or 'else', which the documents prove.
                "/properties/model", "/properties/index", "/properties/group", "/properties/matches", "/properties/timings",
                "/properties/error",
                "/$defs/question/properties/id", "/$defs/question/properties/bytes", "/$defs/question/properties/width",
                "/$defs/question/properties/height", "/$defs/question/properties/format",
                "/$defs/match/properties/edit", "/$defs/match/properties/location");
    }

    @Test
    void documentsEveryField() throws IOException {
        for (String schema : List.of("result", "error")) {
            JsonNode tree = schemaTree(schema);
            for (JsonNode properties : tree.findValues("properties")) {
                for (Map.Entry<String, JsonNode> property : properties.properties()) {
                    JsonNode body = property.getValue();
                    boolean conditionOrReference = body.isBoolean() || body.has("const") || body.has("$ref") || body.has("required");
                    assertThat(conditionOrReference || body.has("description"))
                            .as("%s: %s has a description", schema, property.getKey()).isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void acceptsEveryKindOfDefect(Reason reason) throws IOException {
        assertAccepted(report("report", Optional.of(ID), Failure.of(new BadImageException(reason, "It is so.")), Set.of()));
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void acceptsEveryStep(Step step) throws IOException {
        assertAccepted(answer("answer", new Failed(question(), new Failure("a", "b", step), NOW), Set.of()));
    }

    @ParameterizedTest
    @EnumSource(ImageFormat.class)
    void acceptsEveryFormat(ImageFormat format) throws IOException {
        assertAccepted(answer("answer", failed(question(format)), Set.of()));
    }

    @Test
    void readsBackWhatItWrote() {
        Found found = found(2);
        assertThat(ResultJson.parseAnswer(ResultJson.toJson(found))).isEqualTo(found);
        assertThat(ResultJson.parseAnswer(ResultJson.toLine(found))).isEqualTo(found);
        Failed failed = failed(question());
        assertThat(ResultJson.parseAnswer(ResultJson.toJson(failed))).isEqualTo(failed);
        ErrorReport report = ErrorReport.of("Stra\u00dfe/\ud83d\ude00.jpg", Optional.of(ID), 3, FAILURE, NOW);
        assertThat(ResultJson.parseErrorReport(ResultJson.toJson(report))).isEqualTo(report);
    }

    private static void assertAccepted(Document document) throws IOException {
        assertThat(complaints(document, JSON.readTree(document.json()))).isEmpty();
    }

    private static Set<String> complaints(Document document, JsonNode tree) throws IOException {
        SchemaValidatorsConfig config = SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
        JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schemaTree(document.schema()), config);
        Set<String> complaints = new TreeSet<>();
        schema.validate(tree).forEach(complaint -> complaints.add(complaint.toString()));
        return complaints;
    }

    private static JsonNode schemaTree(String name) throws IOException {
        return JSON.readTree(Files.readString(Path.of("conf", name + ".schema.json")));
    }

    /** JSON pointers of all fields, at every depth. */
    private static List<String> fields(String at, JsonNode node) {
        List<String> fields = new ArrayList<>();
        node.properties().forEach(field -> fields.add(at + "/" + field.getKey()));
        for (String child : children(at, node)) {
            fields.addAll(fields(child, node.at(child.substring(at.length()))));
        }
        return fields;
    }

    /** JSON pointers of all objects, the document first. */
    private static List<String> objects(String at, JsonNode node) {
        List<String> objects = new ArrayList<>();
        if (node.isObject()) {
            objects.add(at);
        }
        for (String child : children(at, node)) {
            objects.addAll(objects(child, node.at(child.substring(at.length()))));
        }
        return objects;
    }

    /** JSON pointers of all properties of a schema that the object they belong to does not require. */
    private static List<String> unrequired(String at, JsonNode node) {
        List<String> found = new ArrayList<>();
        if (node.path("type").asText().equals("object")) {
            Set<String> required = new TreeSet<>();
            node.path("required").forEach(name -> required.add(name.asText()));
            node.path("properties").fieldNames().forEachRemaining(name -> {
                if (!required.contains(name)) {
                    found.add(at + "/properties/" + name);
                }
            });
        }
        for (String child : children(at, node)) {
            found.addAll(unrequired(child, node.at(child.substring(at.length()))));
        }
        return found;
    }

    private static List<String> children(String at, JsonNode node) {
        List<String> children = new ArrayList<>();
        node.fieldNames().forEachRemaining(name -> children.add(at + "/" + name));
        for (int i = 0; i < (node.isArray() ? node.size() : 0); i++) {
            children.add(at + "/" + i);
        }
        return children;
    }

    private static String parent(String pointer) {
        return pointer.substring(0, pointer.lastIndexOf('/'));
    }

    private static String name(String pointer) {
        return pointer.substring(pointer.lastIndexOf('/') + 1);
    }

    private static Failed failed(Question question) {
        return new Failed(question, FAILURE, NOW);
    }

    private static Question question() {
        return question(ImageFormat.JPEG);
    }

    private static Question question(ImageFormat format) {
        return Question.decoded("a.jpg", ID, 100, new DecodedPicture(Picture.ofRgb(1, 1, new byte[3]), format, 400, 200, Optional.empty()));
    }

    private static Found found(int matches) {
        List<Match> all = List.of(
                new Match(1, "b.jpg", ID, "archive/b.jpg", "original", Optional.empty(), 0.25, 0.75, 100, 300, NOW,
                        Optional.of(new GeoLocation(-33.9, 151.2))),
                new Match(2, "c.jpg", ID, "archive/c.jpg", "mirror", Optional.of("flip()"), 0.5, 0.5, 100, 300, NOW,
                        Optional.of(new GeoLocation(90, -180))));
        Duration time = Duration.ofMillis(12);
        return new Found(question(), new AnsweringModel("toy", "f", 3, Metric.COSINE, "CPU"), new SearchedIndex("embedded", 2, 3),
                Grouping.PICTURE, all.subList(0, matches), new Timings(time, time, time, time, time), NOW);
    }
}
