package io.streetmatch.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example route that fetches addresses, as it lies in {@code routes/examples}, against a real HTTP server. */
class UrlsExampleTest extends CamelTestSupport {

    private static final Path ROUTE = Path.of("routes/examples/urls.camel.yaml");

    @TempDir
    Path data;

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext created = super.createCamelContext();
        Properties properties = new Properties();
        properties.put("data.dir", data.toString());
        properties.put("inbox.dir", data.resolve("inbox").toString());
        created.getPropertiesComponent().setInitialProperties(properties);
        return created;
    }

    @Override
    protected RoutesBuilder[] createRouteBuilders() throws Exception {
        var resource = PluginHelper.getResourceLoader(context).resolveResource("file:" + ROUTE);
        return PluginHelper.getRoutesLoader(context).findRoutesBuilders(resource).toArray(RoutesBuilder[]::new);
    }

    @Test
    void fetchesWhatCanBeFetchedIntoTheInbox() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", UrlsExampleTest::answer);
        server.start();
        try {
            String base = "http://127.0.0.1:" + server.getAddress().getPort();
            Path urls = Files.createDirectories(data.resolve("urls"));
            Files.writeString(urls.resolve("list.txt"), String.join("\r\n", base + "/a/one.jpg", "", "# a remark", base + "/missing.jpg",
                    base + "/two.jpg?size=large&name=x", base + "/stra%C3%9Fe%20drei.jpg", "http://127.0.0.1:1/nobody.jpg", base + "/last.jpg"));

            Path done = urls.resolve(".done");
            await().atMost(Duration.ofSeconds(30)).until(() -> Files.isDirectory(done) && files(done).size() == 1);
        } finally {
            server.stop(0);
        }
        Path inbox = data.resolve("inbox/127.0.0.1");
        assertThat(files(inbox)).containsExactly("0-one.jpg", "4-two.jpg", "5-stra_C3_9Fe_20drei.jpg", "7-last.jpg");
        assertThat(inbox.resolve("4-two.jpg")).hasContent("/two.jpg?size=large&name=x");
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            return list.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** The content of every address but one is the address. */
    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestURI().getPath().equals("/missing.jpg")) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            byte[] content = exchange.getRequestURI().toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
        }
    }
}
