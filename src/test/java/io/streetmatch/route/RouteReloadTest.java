package io.streetmatch.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.streetmatch.search.Activity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RouteReloadTest {

    @TempDir
    Path folder;

    private final Activity activity = new Activity();

    /** The last one comes last: what was to be said of the others would have been said before. */
    @Test
    void saysOfAFileThatIsGoneThatItsRoutesGoOn() throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            for (String name : List.of("renamed", "saved", "gone")) {
                write(name);
                PluginHelper.getRoutesLoader(camel).loadRoutes(
                        PluginHelper.getResourceLoader(camel).resolveResource("file:" + folder.resolve(name + ".camel.yaml")));
            }
            camel.start();
            camel.addService(new RouteReload(folder, activity));

            Files.move(folder.resolve("renamed.camel.yaml"), folder.resolve("other.camel.yaml"));
            // As editors do that keep the former file until the new one is written.
            Files.move(folder.resolve("saved.camel.yaml"), folder.resolve("saved.camel.yaml~"));
            write("saved");
            Files.delete(folder.resolve("gone.camel.yaml"));

            await().until(() -> !activity.incidents().isEmpty());
            assertThat(activity.incidents()).extracting(Activity.Incident::message)
                    .containsExactly("gone.camel.yaml is gone; its routes go on until the next start. Put it back, or restart.");
            assertThat(camel.getRoute("gone")).isNotNull();
        }
    }

    private void write(String name) throws Exception {
        Files.writeString(folder.resolve(name + ".camel.yaml"), """
                - route:
                    id: %1$s
                    from:
                      uri: direct:%1$s
                      steps:
                        - stop: {}
                """.formatted(name));
    }
}
