package io.streetmatch.bench;

import io.streetmatch.embed.Embedder;
import io.streetmatch.image.DecodedPicture;
import io.streetmatch.image.ImageId;
import io.streetmatch.image.Picture;
import io.streetmatch.image.PictureReader;
import io.streetmatch.augment.Variant;
import io.streetmatch.augment.VariantMaker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the machine could do at best: the work that no program can leave out, in bare loops on all cores, with nothing stored, moved,
 * logged or acknowledged.
 *
 * @param embedder the model
 * @param reader the decoder
 * @param variants made of every picture, on top
 */
public record Limit(Embedder embedder, PictureReader reader, VariantMaker variants) {

    /**
     * The bare model: the same prepared pictures again and again, a loop on every core.
     *
     * @param batch pictures a run
     * @param time to measure for, after one run that does not count
     * @return pictures a second
     */
    public double session(int batch, Duration time) throws Exception {
        byte[] rgb = new byte[3 * BenchPictures.WIDTH * BenchPictures.HEIGHT];
        List<Picture> pictures = Collections.nCopies(batch,
                embedder.prepare(Picture.ofRgb(BenchPictures.WIDTH, BenchPictures.HEIGHT, rgb)));
        embedder.embed(pictures);
        return onAllCores(start -> {
            int done = 0;
            while (System.nanoTime() - start < time.toNanos()) {
                embedder.embed(pictures);
                done += batch;
            }
            return done;
        });
    }

    /**
     * Read, decode, make variants, resize and infer, a loop on every core.
     *
     * @param files are gone through again and again
     * @param batch pictures a run of the model
     * @param time to measure for, about: each loop ends with the file it is at
     * @return files a second
     */
    public double loop(List<Path> files, int batch, Duration time) throws Exception {
        AtomicInteger next = new AtomicInteger();
        return onAllCores(start -> {
            List<Picture> waiting = new ArrayList<>();
            int done = 0;
            while (System.nanoTime() - start < time.toNanos()) {
                work(files.get(next.getAndIncrement() % files.size()), waiting, batch);
                done++;
            }
            if (!waiting.isEmpty()) {
                embedder.embed(waiting);
            }
            return done;
        });
    }

    private void work(Path file, List<Picture> waiting, int batch) throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        DecodedPicture decoded = reader.read(bytes);
        waiting.add(embedder.prepare(decoded.pixels()));
        for (Variant variant : variants.variantsOf(ImageId.of(bytes), decoded.pixels())) {
            waiting.add(embedder.prepare(variant.picture()));
        }
        while (waiting.size() >= batch) {
            embedder.embed(List.copyOf(waiting.subList(0, batch)));
            waiting.subList(0, batch).clear();
        }
    }

    /** Does something, and says how much it did. */
    @FunctionalInterface
    private interface Loop {
        int run(long startNanos) throws Exception;
    }

    /** How much all of them do a second: each by its own time, for one may end a run of the model later than another. */
    private static double onAllCores(Loop loop) throws Exception {
        int cores = Runtime.getRuntime().availableProcessors();
        ExecutorService threads = Executors.newFixedThreadPool(cores);
        try {
            List<Callable<Double>> loops = Collections.nCopies(cores, () -> {
                long start = System.nanoTime();
                return loop.run(start) / ((System.nanoTime() - start) / 1e9);
            });
            double rate = 0;
            for (Future<Double> each : threads.invokeAll(loops)) {
                rate += each.get();
            }
            return rate;
        } finally {
            threads.shutdownNow();
        }
    }
}
