package io.streetmatch.route;

import io.streetmatch.search.Activity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.FileWatcherResourceReloadStrategy;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads route files again when they change, and puts back what was loaded before where they cannot be used. The routes of a file that is
 * taken away go on; that is said.
 *
 * <p>Camel's own reload keeps the old routes only when a file cannot be parsed: a wrong reference in it stops them, and makes every later
 * reload of other files fail.
 */
final class RouteReload extends FileWatcherResourceReloadStrategy {

    private static final Logger LOG = LoggerFactory.getLogger(RouteReload.class);
    private static final String ENDING = ".camel.yaml";

    /** Many editors take a file away and put the new one in its place. */
    private static final long BEFORE_TELLING_MILLIS = 2_000;

    private final Path routes;
    private final Activity activity;
    private final Set<String> toldGone = ConcurrentHashMap.newKeySet();
    private final Map<String, byte[]> good = new HashMap<>();
    private final Map<String, byte[]> tried = new HashMap<>();

    RouteReload(Path folder, Activity activity) {
        super(folder.toString());
        this.routes = folder;
        this.activity = activity;
        setFileFilter(file -> file.getName().endsWith(ENDING));
        setResourceReload((name, changed) -> reload(changed));
    }

    @Override
    protected void doStart() throws Exception {
        for (Route route : getCamelContext().getRoutes()) {
            if (route.getSourceResource() != null) {
                good.put(name(route.getSourceResource()), content(route.getSourceResource()));
            }
        }
        super.doStart();
    }

    private void reload(Resource changed) {
        String name = name(changed);
        try {
            byte[] content = content(changed);
            toldGone.remove(name);
            // An editor empties a file before it writes it, and one change is told of more than once.
            if (content.length > 0 && !Arrays.equals(content, tried.put(name, content))) {
                reload(name, changed.getLocation(), content);
            }
        } catch (IOException e) {
            LOG.debug("{} cannot be read", name, e);
            CompletableFuture.delayedExecutor(BEFORE_TELLING_MILLIS, TimeUnit.MILLISECONDS).execute(() -> tellIfGone(name));
        }
    }

    /** A file that has another name now has taken its routes along. */
    private void tellIfGone(String name) {
        if (Files.notExists(routes.resolve(name)) && !routesOf(name).isEmpty() && toldGone.add(name)) {
            String message = "%s is gone; its routes go on until the next start. Put it back, or restart.".formatted(name);
            activity.trouble(message);
            LOG.warn(message);
        }
    }

    private void reload(String name, String location, byte[] content) {
        Set<String> before = routesOf(name);
        try {
            Set<String> now = PluginHelper.getRoutesLoader(getCamelContext()).updateRoutes(List.of(ResourceHelper.fromBytes(location, content)));
            removeAllBut(now, name);
            good.put(name, content);
            LOG.info("{}: loaded again", name);
        } catch (Exception e) {
            String former = restore(name, location, before);
            String message = "%s cannot be used; %s. %s".formatted(name, former, RouteException.reason(e));
            activity.trouble(message);
            LOG.warn(message);
            LOG.debug("{}", name, e);
        }
    }

    /** Makes the routes of a file what they were; says whether they are. */
    private String restore(String name, String location, Set<String> before) {
        try {
            forgetWhatCannotRun();
            removeAllBut(before, name);
            if (!before.equals(routesOf(name))) {
                PluginHelper.getRoutesLoader(getCamelContext()).updateRoutes(List.of(ResourceHelper.fromBytes(location, good.get(name))));
            }
            return before.isEmpty() ? "the other routes go on" : "what was loaded before goes on";
        } catch (Exception e) {
            LOG.debug("{}", name, e);
            return "what was loaded before could not be put back (%s): mend the file".formatted(RouteException.reason(e));
        }
    }

    /** What is defined and could not be made would fail again with every other file. */
    private void forgetWhatCannotRun() throws Exception {
        ModelCamelContext model = (ModelCamelContext) getCamelContext();
        for (RouteDefinition definition : List.copyOf(model.getRouteDefinitions())) {
            if (getCamelContext().getRoute(definition.getRouteId()) == null) {
                model.removeRouteDefinition(definition);
            }
        }
    }

    private void removeAllBut(Set<String> wanted, String name) throws Exception {
        CamelContext camel = getCamelContext();
        for (String id : routesOf(name)) {
            if (!wanted.contains(id)) {
                camel.getRouteController().stopRoute(id);
                camel.removeRoute(id);
            }
        }
    }

    private Set<String> routesOf(String name) {
        return getCamelContext().getRoutes().stream()
                .filter(route -> route.getSourceResource() != null && name(route.getSourceResource()).equals(name))
                .map(Route::getRouteId).collect(Collectors.toSet());
    }

    private static byte[] content(Resource resource) throws IOException {
        try (InputStream in = resource.getInputStream()) {
            return in.readAllBytes();
        }
    }

    private static String name(Resource resource) {
        return resource.getLocation().substring(resource.getLocation().lastIndexOf('/') + 1);
    }
}
