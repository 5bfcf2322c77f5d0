package io.streetmatch.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentProxiesTest {

    private static final URI MODELS = URI.create("https://models.example/a.tar.gz");

    @TempDir
    Path folder;

    @Test
    void fetchesThroughTheProxyOfTheEnvironment() throws Exception {
        try (FileServer proxy = new FileServer(new byte[] {1, 2, 3})) {
            EnvironmentProxies proxies = new EnvironmentProxies(Map.of("http_proxy", URI.create(proxy.url()).resolve("/").toString()));
            PartFile part = new PartFile(folder.resolve("a.part"));
            new ResumableDownload(DownloadPolicy.DEFAULT, new LoggedDownload(), proxies)
                    .fetch(URI.create("http://models.example/a.tar.gz"), part);
            assertThat(part.file()).hasBinaryContent(new byte[] {1, 2, 3});
        }
    }

    @Test
    void readsTheVariablesAsCurlDoes() {
        assertThat(chosen(Map.of())).isEqualTo(Proxy.NO_PROXY);
        assertThat(chosen(Map.of("HTTPS_PROXY", "http://proxy:3128/")).address()).isEqualTo(new InetSocketAddress("proxy", 3128));
        assertThat(chosen(Map.of("all_proxy", "proxy:3128")).address()).isEqualTo(new InetSocketAddress("proxy", 3128));
        assertThat(chosen(Map.of("http_proxy", "http://proxy:3128"))).isEqualTo(Proxy.NO_PROXY);
        assertThat(chosen(Map.of("https_proxy", ""))).isEqualTo(Proxy.NO_PROXY);
        for (String excepted : new String[] {"models.example", "a, .example", "*", "*.example"}) {
            assertThat(chosen(Map.of("https_proxy", "http://proxy:3128", "no_proxy", excepted))).as(excepted).isEqualTo(Proxy.NO_PROXY);
        }
        assertThat(chosen(Map.of("https_proxy", "http://proxy:3128", "no_proxy", "dels.example")).type()).isEqualTo(Proxy.Type.HTTP);
        assertThatThrownBy(() -> chosen(Map.of("https_proxy", "http://proxy"))).hasMessageContainingAll("https_proxy", "http://host:port");
    }

    @Test
    void asksThisMachineItself() {
        EnvironmentProxies proxies = new EnvironmentProxies(Map.of("http_proxy", "http://proxy:3128"));
        for (String near : new String[] {"http://localhost/a", "http://127.0.0.1:8080/a", "http://[::1]/a"}) {
            assertThat(proxies.select(URI.create(near))).as(near).containsExactly(Proxy.NO_PROXY);
        }
    }

    private static Proxy chosen(Map<String, String> environment) {
        return new EnvironmentProxies(environment).select(MODELS).get(0);
    }
}
