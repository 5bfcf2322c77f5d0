package io.streetmatch.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.apache.camel.PollingConsumer;
import org.apache.camel.component.file.FileEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"why?", "a%41b", "100%25", "{{inbox", "a}}", "${x}", "$simple{x}", "a&&b", "a\nb", "a\u0007b", "a\u00a0b", "a\u2028b"})
    void knowsWhatCamelCannotWatch(String name) throws Exception {
        Path odd = folder.resolve(name);
        assertThat(Routes.unusableIn(odd)).isPresent();
        assertThat(isWatched(odd)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "two words", "ü😀", "a#b", "100%", "a&b=c", "a+b", "a;b", "{a}", "$a", "RAW(x)", "a:b", "~a", "a'b\"c", "(1) [2]", "@{u}"})
    void refusesNothingThatCamelCanWatch(String name) throws Exception {
        Path odd = folder.resolve(name);
        assertThat(Routes.unusableIn(odd)).isEmpty();
        assertThat(isWatched(odd)).isTrue();
    }

    /** Such a folder can be watched, but nothing comes of what lies in it. */
    @Test
    void knowsThatCamelTakesABackslashForASeparator() throws Exception {
        Path odd = Files.createDirectory(folder.resolve("a\\b"));
        assertThat(Routes.unusableIn(odd)).contains("\\");
        assertThat(isTaken(odd, Duration.ofSeconds(2))).isFalse();
        assertThat(isTaken(Files.createDirectory(folder.resolve("plain")), Duration.ofSeconds(30))).isTrue();
    }

    private static boolean isTaken(Path folder, Duration patience) throws Exception {
        Files.writeString(folder.resolve("file"), "content");
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.start();
            try (PollingConsumer consumer = camel.getEndpoint("file:" + folder).createPollingConsumer()) {
                consumer.start();
                return consumer.receive(patience.toMillis()) != null;
            }
        }
    }

    /** As the route files name it. */
    private boolean isWatched(Path watched) throws Exception {
        Path file = Files.writeString(folder.resolve("r.camel.yaml"), """
                - route:
                    id: r
                    from:
                      uri: file
                      parameters:
                        directoryName: "{{inbox.dir}}"
                        recursive: "true"
                        autoCreate: "false"
                      steps:
                        - stop: {}
                """);
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            Properties properties = new Properties();
            properties.put("inbox.dir", watched.toString());
            camel.getPropertiesComponent().setInitialProperties(properties);
            camel.setAutoStartup(false);
            try {
                PluginHelper.getRoutesLoader(camel).loadRoutes(PluginHelper.getResourceLoader(camel).resolveResource("file:" + file));
                camel.start();
            } catch (Exception e) {
                return false;
            }
            return ((FileEndpoint) camel.getRoute("r").getEndpoint()).getFile().toPath().equals(watched);
        }
    }
}
