package io.streetmatch.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.streetmatch.augment.VariantMaker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

    @TempDir
    Path conf;

    @Test
    void documentsEveryKeyWithItsDefaultAndNoOther() throws Exception {
        List<String> documented = Files.readAllLines(Path.of("conf/application.properties")).stream()
                .filter(line -> line.matches("#[a-z]+(\\.[a-zA-Z0-9]+)* =.*")).map(String::strip).toList();
        assertThat(documented).containsExactlyInAnyOrderElementsOf(
                Keys.ALL.stream().map(key -> ("#" + key.name() + " = " + key.defaultText()).strip()).toList());
    }

    @Test
    void acceptsEveryDefault() throws Exception {
        Settings settings = Settings.load(conf, Map.of(), Map.of());
        for (Key<?> key : Keys.ALL) {
            assertThat(settings.get(key)).as(key.name()).isNotNull();
        }
        assertThat(settings.get(Keys.SEARCH_K)).isEqualTo(5);
    }

    @Test
    void prefersTheCommandLineToTheEnvironmentToTheFile() throws Exception {
        Files.writeString(conf.resolve(Settings.FILE_NAME), "search.k = 1\nindex.batch = 1\ninbox.inFlight = 1\n");
        Settings settings = Settings.load(conf, Map.of("STREETMATCH_SEARCH_K", "2", "STREETMATCH_INDEX_BATCH", "2"), Map.of("search.k", "3"));
        assertThat(settings.get(Keys.SEARCH_K)).isEqualTo(3);
        assertThat(settings.get(Keys.INDEX_BATCH)).isEqualTo(2);
        assertThat(settings.get(Keys.INBOX_IN_FLIGHT)).contains(1);
    }

    @Test
    void leavesTheVariablesOfTheLaunchersToThem() throws Exception {
        Map<String, String> environment = Map.of("STREETMATCH_MILVUS_PATIENCE", "60", "STREETMATCH_JAVA_OPTS", "-Xmx1g");
        assertThat(Settings.load(conf, environment, Map.of()).get(Keys.SEARCH_K)).isEqualTo(5);
    }

    @Test
    void refusesAnUnknownKeyWithAHint() {
        assertThatThrownBy(() -> Settings.load(conf, Map.of(), Map.of("serch.k", "3")))
                .isInstanceOf(SettingsException.class).hasMessageContainingAll("serch.k", "the command line", "Did you mean 'search.k'");
        assertThatThrownBy(() -> Settings.load(conf, Map.of("STREETMATCH_SEARCHK", "3"), Map.of()))
                .isInstanceOf(SettingsException.class).hasMessageContainingAll("STREETMATCH_SEARCHK", "STREETMATCH_SEARCH_K");
    }

    @Test
    void refusesABadValueSayingWhatIsAllowedAndWhereItStands() throws Exception {
        Path file = Files.writeString(conf.resolve(Settings.FILE_NAME), "search.k = many\n");
        assertThatThrownBy(() -> Settings.load(conf, Map.of(), Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll("search.k", "many", "1 to 1000", file.toString());
        for (String bad : List.of("index.metric=manhattan", "inbox.settle=soon", "inbox.poll=0ms", "probe.poll=0s", "model.device=tpu", "image.maxPixels=0", "search.group=")) {
            String[] parts = bad.split("=", 2);
            assertThatThrownBy(() -> Settings.load(conf.resolve("none"), Map.of(), Map.of(parts[0], parts[1])))
                    .as(bad).isInstanceOf(SettingsException.class).hasMessageContaining(parts[0]);
        }
    }

    @Test
    void readsWhereTheModelIsFetchedFromAndItsSum() throws Exception {
        Settings settings = Settings.load(conf, Map.of(), Map.of("model.url", "https://a/b?c=d, file:///e/f.tar.gz,g h/i.tar.gz",
                "model.sha256", "AB".repeat(32)));
        assertThat(settings.get(Keys.MODEL_URL)).containsExactly("https://a/b?c=d", "file:///e/f.tar.gz", "g h/i.tar.gz");
        assertThat(settings.get(Keys.MODEL_SHA256)).contains("ab".repeat(32));
        assertThat(Settings.load(conf, Map.of(), Map.of("model.url", "")).get(Keys.MODEL_URL)).isEmpty();
        for (Map<String, String> bad : List.of(Map.of("model.url", "ftp://a/b"), Map.of("model.url", "https://a/b,"), Map.of("model.sha256", "ab"))) {
            assertThatThrownBy(() -> Settings.load(conf, Map.of(), bad)).isInstanceOf(SettingsException.class);
        }
    }

    @Test
    void handsCamelAndRouteKeysOn() throws Exception {
        Settings settings = Settings.load(conf, Map.of(), Map.of("route.bucket", "b", "camel.main.name", "n"));
        assertThat(settings.passedOn()).containsExactlyInAnyOrderEntriesOf(Map.of("route.bucket", "b", "camel.main.name", "n"));
    }

    @Test
    void takesKeysForRoutesFromTheEnvironmentAsTheyAreSpelledElsewhere() throws Exception {
        Files.writeString(conf.resolve(Settings.FILE_NAME), "route.myBucket = a\nroute.their_bucket = b\n");
        Map<String, String> environment = Map.of("STREETMATCH_ROUTE_MYBUCKET", "c", "STREETMATCH_ROUTE_THEIR_BUCKET", "d",
                "STREETMATCH_ROUTE_NEW_BUCKET", "e", "STREETMATCH_ROUTES_DIR", "f");
        Settings settings = Settings.load(conf, environment, Map.of("route.their_bucket", "g"));
        assertThat(settings.passedOn()).containsExactlyInAnyOrderEntriesOf(
                Map.of("route.myBucket", "c", "route.their_bucket", "g", "route.new.bucket", "e"));
        assertThat(settings.get(Keys.ROUTES_DIR)).contains("f");
    }

    @Test
    void refusesVariablesThatNobodyReads() {
        for (String variable : List.of("STREETMATCH_CONF", "STREETMATCH_MVN_OPTS")) {
            assertThatThrownBy(() -> Settings.load(conf, Map.of(variable, "x"), Map.of()))
                    .isInstanceOf(SettingsException.class).hasMessageContaining(variable);
        }
    }

    @Test
    void refusesMilvusKeysThatDoNotGoTogether() throws Exception {
        Path pem = Files.writeString(conf.resolve("ca.pem"), "");
        assertRefused(Map.of("milvus.indexType", "HNSW", "milvus.indexParams", "nlist=128"), "milvus.indexParams", "'nlist'", "M (2 to 2048");
        assertRefused(Map.of("milvus.indexType", "IVF_FLAT", "milvus.searchParams", "nprobe=0"), "milvus.searchParams", "nprobe=0", "1 to 65536");
        assertRefused(Map.of("milvus.token", "t", "milvus.user", "u", "milvus.password", "p"), "milvus.token", "not both");
        assertRefused(Map.of("milvus.user", "u"), "'milvus.user'", "belong together");
        assertRefused(Map.of("milvus.password", "geheim"), "'milvus.password'", "belong together");
        assertRefused(Map.of("milvus.certificate", "nowhere.pem", "milvus.uri", "https://h:1"), "milvus.certificate", "nowhere.pem");
        assertRefused(Map.of("milvus.certificate", pem.toString()), "milvus.certificate", "https");
        Settings.load(conf, Map.of(), Map.of("milvus.certificate", pem.toString(), "milvus.uri", "https://h:1", "milvus.token", "t",
                "milvus.indexType", "IVF_FLAT", "milvus.indexParams", "nlist=64", "milvus.searchParams", "nprobe=5"));
    }

    private void assertRefused(Map<String, String> keys, String... said) {
        assertThatThrownBy(() -> Settings.load(conf, Map.of(), keys)).isInstanceOf(SettingsException.class).hasMessageContainingAll(said)
                .hasMessageContaining("the command line");
    }

    @Test
    void refusesALoginInAnAddressWithoutShowingIt() {
        assertThatThrownBy(() -> Settings.load(conf, Map.of(), Map.of("milvus.uri", "https://root:geheim@host:19530")))
                .isInstanceOf(SettingsException.class).hasMessageContainingAll("milvus.uri", "milvus.password")
                .message().doesNotContain("geheim", "root");
    }

    @Test
    void takesTheRecipeThatIsWorthItsCostForTheModel() throws Exception {
        assertThat(withModel("street").recipe()).isEqualTo("street");
        assertThat(withModel("street").variants().variantCount()).isEqualTo(3);
        assertThat(withModel("imagenet").recipe()).isEqualTo("thorough");
        assertThat(withModel("imagenet").variants("auto").variantCount()).isEqualTo(38);
        assertThat(withModel("models/mine").variants()).isSameAs(VariantMaker.NONE);
        assertThat(withModel("imagenet").with(Keys.AUGMENT_RECIPE, "article").recipe()).isEqualTo("article");
        assertThat(withModel("imagenet").variants("none")).isSameAs(VariantMaker.NONE);
    }

    private Settings withModel(String model) throws Exception {
        return Settings.load(conf, Map.of(), Map.of("model", model));
    }
}
