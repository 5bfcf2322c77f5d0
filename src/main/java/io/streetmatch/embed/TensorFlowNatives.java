package io.streetmatch.embed;

import io.streetmatch.image.CacheFolder;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;

/** Puts TensorFlow's libraries where DJL finds them, so that DJL never fetches any from the web. */
final class TensorFlowNatives {

    private static final String LIBRARY_PATH = "TENSORFLOW_LIBRARY_PATH";

    private TensorFlowNatives() {}

    /**
     * Unpacks the libraries of this platform from the class path; must run before the first use of DJL.
     *
     * @throws ModelException when there are none for this platform, or the cache cannot be written
     */
    static synchronized void prepare() throws ModelException {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        if (System.getProperty(LIBRARY_PATH) != null || System.getenv(LIBRARY_PATH) != null) {
            return;
        }
        String folder = "org/tensorflow/internal/c_api/" + platform() + "/";
        URL url = TensorFlowNatives.class.getClassLoader().getResource(folder + System.mapLibraryName("jnitensorflow"));
        if (url == null) {
            throw new ModelException(("No TensorFlow for %s on the class path. Build on this kind of machine (mvn package), where Maven takes"
                    + " org.tensorflow:tensorflow-core-native for it, or set %s to a folder that holds the libraries.")
                    .formatted(platform(), LIBRARY_PATH));
        }
        try {
            JarURLConnection jar = (JarURLConnection) url.openConnection();
            List<String> libraries = jar.getJarFile().stream().map(ZipEntry::getName)
                    .filter(name -> name.startsWith(folder) && name.matches(".*\\.(so(\\.\\d+)*|dylib|dll)")).toList();
            String name = Path.of(jar.getJarFile().getName()).getFileName().toString().replace(".jar", "");
            System.setProperty(LIBRARY_PATH, CacheFolder.unpackOnce(name, libraries).toString());
        } catch (IOException e) {
            throw new ModelException(e.getMessage(), e);
        }
    }

    private static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        boolean arm = List.of("aarch64", "arm64").contains(System.getProperty("os.arch"));
        return (os.contains("win") ? "windows" : os.contains("mac") ? "macosx" : "linux") + (arm ? "-arm64" : "-x86_64");
    }
}
