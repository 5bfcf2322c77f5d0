package io.streetmatch.eval;

import static org.assertj.core.api.Assertions.assertThat;

import io.streetmatch.image.ImageId;
import io.streetmatch.index.IndexSize;
import java.io.StringReader;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class EvaluationReportTest {

    private static final List<ImageId> ASKED = List.of(ImageId.of(new byte[] {1}), ImageId.of(new byte[] {2}),
            ImageId.of(new byte[] {3}), ImageId.of(new byte[] {4}));

    private static Outcome outcome(String model, String recipe, List<Integer> ranks) {
        return new Outcome(model, recipe, new IndexSize(1_234, 4_936), new Times(9.87, 45.6, 1.23), ASKED,
                QuestionEdit.ALL.stream().map(edit -> new Score(edit, edit.family().equals("unchanged") ? List.of(0, 0, 0, 0) : ranks)).toList());
    }

    private static EvaluationReport report() {
        return new EvaluationReport("<my> \"pictures\" & more", List.of(outcome("street", "none", List.of(0, 0, 0, -1)),
                outcome("street", "article", List.of(0, 0, 0, 0)), outcome("models/a, \"b\" & c", "none", List.of(0, 3, -1, -1))));
    }

    @Test
    void tellsPeople() {
        List<String> lines = report().table().lines().toList();

        assertThat(lines.get(0)).matches("recall@1 / @5 in % +street, none +street, article +models/a, \"b\" & c, none");
        assertThat(lines).anyMatch(line -> line.matches("crop 20 +75\\.0 / 75\\.0 +100\\.0 / 100\\.0 +25\\.0 / 50\\.0"))
                .anyMatch(line -> line.matches("mean of all edits +76\\.1 / 76\\.1 +100\\.0 / 100\\.0 +28\\.4 / 52\\.3"))
                .anyMatch(line -> line.matches("entries( +4,936){3}"))
                .anyMatch(line -> line.matches("question to answer, ms( +45\\.6){3}"));
        assertThat(lines).hasSize(QuestionEdit.ALL.size() + 6).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(120));
    }

    @Test
    void breaksWhatIsTooWideForATerminal() {
        List<Outcome> many = IntStream.range(0, 9).mapToObj(i -> outcome("imagenet+street", "recipe" + i, List.of(0, 1, 2, 3))).toList();
        String table = new EvaluationReport("", many).table();

        assertThat(table.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(120));
        many.forEach(outcome -> assertThat(table).containsOnlyOnce(outcome.title()));
    }

    @Test
    void tellsPrograms() {
        List<String> lines = report().csv().lines().toList();

        assertThat(lines).hasSize(1 + 3 * QuestionEdit.ALL.size());
        assertThat(lines.get(0)).isEqualTo(
                "model,recipe,pictures,entries,family,strength,unit,questions,recall_at_1,recall_at_5,ingest_ms,answer_ms,search_ms");
        assertThat(lines).contains("street,none,1234,4936,rotate,15.0,degrees,4,0.7500,0.7500,9.9,45.6,1.2",
                "street,article,1234,4936,crop,40.0,% of the area,4,1.0000,1.0000,9.9,45.6,1.2",
                "\"models/a, \"\"b\"\" & c\",none,1234,4936,flip,0.0,,4,0.2500,0.5000,9.9,45.6,1.2");
    }

    @Test
    void isOneWellFormedPageWithNothingOutside() throws Exception {
        String html = report().html();
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        Document page = factory.newDocumentBuilder().parse(new InputSource(new StringReader(html)));

        assertThat(page.getElementsByTagName("h1").item(0).getTextContent()).isEqualTo("<my> \"pictures\" & more");
        assertThat(html).doesNotContain("http", "src=", "href", "url(", "@import", "<script", "NaN");
        // Every edit in the table, every family with strengths as lines, all others as bars.
        assertThat(page.getElementsByTagName("tr").getLength()).isEqualTo(1 + QuestionEdit.ALL.size() + 6);
        assertThat(page.getElementsByTagName("svg").getLength()).isEqualTo(6);
        assertThat(page.getElementsByTagName("polyline").getLength()).isEqualTo(5 * 3);
        assertThat(page.getElementsByTagName("circle").getLength()).isEqualTo((6 + 4 + 2 + 2 + 2) * 3);
        assertThat(page.getElementsByTagName("rect").getLength()).isEqualTo(6 * 3);
        assertThat(texts(page.getElementsByTagName("figcaption"))).contains("rotate, degrees", "crop, % of the area", "other edits");
        assertThat(html).contains("<span class=\"good\">100.0</span>", "<span class=\"low\">25.0</span> <small>50.0</small>");
    }

    @Test
    void drawsPointsWhereTheyBelong() {
        String plot = new Plot("turned", List.of("5", "90"), List.of(List.of(100.0, 60.0), List.of(80.0, 100.0))).lines();

        // From 50 at the bottom to 100 at the top, 180 pixels below 12.
        assertThat(plot).contains("points=\"72.0,12.0 136.0,156.0 \"", "points=\"72.0,84.0 136.0,12.0 \"", ">50</text>", ">100</text>", ">87.5</text>");
    }

    @Test
    void countsWithoutThePicturesThatWereLeftOut() {
        Outcome outcome = outcome("street", "none", List.of(0, -1, 0, 2)).without(Set.of(ASKED.get(1), ImageId.of(new byte[] {9})));

        assertThat(outcome.asked()).containsExactly(ASKED.get(0), ASKED.get(2), ASKED.get(3));
        assertThat(outcome.scores().get(1).ranks()).containsExactly(0, 0, 2);
    }

    private static List<String> texts(NodeList nodes) {
        return IntStream.range(0, nodes.getLength()).mapToObj(i -> nodes.item(i).getTextContent()).toList();
    }
}
