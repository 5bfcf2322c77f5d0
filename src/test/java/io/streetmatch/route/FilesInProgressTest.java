package io.streetmatch.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.file.GenericFileFilter;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesInProgressTest {

    @TempDir
    private Path folder;

    private final FilesInProgress inProgress = new FilesInProgress();

    @Test
    void holdsAFileUntilItIsStruckOff() throws Exception {
        String path = Files.createFile(folder.resolve("a picture.jpg")).toString();
        assertThat(inProgress.add(path)).isTrue();
        assertThat(inProgress.add(path)).isFalse();
        // As a route does that is reloaded.
        inProgress.stop();
        inProgress.start();
        assertThat(inProgress.contains(path)).isTrue();
        assertThat(inProgress.remove(path)).isTrue();
        assertThat(inProgress.add(path)).isTrue();
    }

    @Test
    void takesUpNoFileThatIsGone() {
        String path = folder.resolve("moved meanwhile.jpg").toString();
        assertThat(inProgress.add(path)).isFalse();
        assertThat(inProgress.contains(path)).isFalse();
    }

    /** What happens when an exchange ends while the next poll looks at its file. */
    @Test
    void keepsARouteFromAFileThatMovesBehindTheFilter() throws Exception {
        Path inbox = Files.createDirectory(folder.resolve("inbox"));
        Files.createFile(inbox.resolve("goes.jpg"));
        Files.createFile(inbox.resolve("stays.jpg"));
        GenericFileFilter<File> filter = file -> {
            if (file.getFileName().equals("goes.jpg")) {
                assertThat(file.getFile().renameTo(folder.resolve("goes.jpg").toFile())).isTrue();
            }
            return true;
        };
        List<String> visited = new CopyOnWriteArrayList<>();
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.getRegistry().bind("filter", filter);
            camel.getRegistry().bind("inProgress", inProgress);
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("file:" + inbox + "?initialDelay=0&delay=50&readLock=none&sortBy=file:name&move=.done"
                            + "&filter=#filter&inProgressRepository=#inProgress")
                            .process(exchange -> visited.add(FileExchange.name(exchange)));
                }
            });
            camel.start();
            await().until(() -> Files.exists(inbox.resolve(".done/stays.jpg")));
        }
        assertThat(visited).containsExactly("stays.jpg");
        assertThat(folder.resolve("goes.jpg")).exists();
    }
}
