package io.streetmatch.embed;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The proxies that {@code http_proxy}, {@code https_proxy} and {@code no_proxy} name, as curl reads them; Java itself knows them not.
 * What is on this machine is never asked for through a proxy, as with Java's own settings.
 */
final class EnvironmentProxies extends ProxySelector {

    private static final List<String> PLATFORM =
            List.of("http.proxyHost", "https.proxyHost", "socksProxyHost", "java.net.useSystemProxies");

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\..*|\\[::1]");

    private final Map<String, String> environment;

    EnvironmentProxies(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** Java's own settings where somebody made any (such as {@code -Dhttps.proxyHost}), else these variables. */
    static ProxySelector orPlatform(Map<String, String> environment) {
        boolean set = PLATFORM.stream().anyMatch(property -> System.getProperty(property) != null);
        return set ? ProxySelector.getDefault() : new EnvironmentProxies(environment);
    }

    @Override
    public List<Proxy> select(URI uri) {
        Optional<String> address = variable(uri.getScheme() + "_proxy").or(() -> variable("all_proxy")).filter(text -> !text.isBlank());
        if (address.isEmpty() || isExcepted(uri.getHost().toLowerCase(Locale.ROOT))) {
            return List.of(Proxy.NO_PROXY);
        }
        String text = address.get().contains("://") ? address.get() : "http://" + address.get();
        URI proxy = URI.create(text);
        if (proxy.getHost() == null || proxy.getPort() < 0) {
            throw new IllegalArgumentException("the variable %s_proxy names no proxy as http://host:port".formatted(uri.getScheme()));
        }
        return List.of(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.getHost(), proxy.getPort())));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        // The download itself tells of the failure.
    }

    private boolean isExcepted(String host) {
        return LOOPBACK.matcher(host).matches() || variable("no_proxy").stream().flatMap(list -> Arrays.stream(list.split("[,\\s]+")))
                .map(part -> part.toLowerCase(Locale.ROOT).replaceFirst("^\\*?\\.", "")).filter(part -> !part.isEmpty())
                .anyMatch(part -> part.equals("*") || host.equals(part) || host.endsWith("." + part));
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).or(() -> Optional.ofNullable(environment.get(name.toUpperCase(Locale.ROOT))));
    }
}
