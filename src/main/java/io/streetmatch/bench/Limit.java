package io.streetmatch.bench;

import io.streetmatch.embed.Embedder;
import io.streetmatch.embed.EmbeddingException;
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
     * The bare model: the same prepared pictures again and again.
     *
     * @param batch pictures a run
     * @param time to measure for, after one run that does not count
     * @return pictures a second
     */
    public double session(int batch, Duration time) throws EmbeddingException {
        byte[] rgb = new byte[3 * BenchPictures.WIDTH * BenchPictures.HEIGHT];
        List<Picture> pictures = Collections.nCopies(batch,
                embedder.prepare(Picture.ofRgb(BenchPictures.WIDTH, BenchPictures.HEIGHT, rgb)));
        embedder.embed(pictures);
        long start = System.nanoTime();
        long done = 0;
        while (System.nanoTime() - start < time.toNanos()) {
            embedder.embed(pictures);
            done += batch;
        }
        return done / seconds(start);
    }

    /**
     * Read, decode, make variants, resize and infer, a loop on every core.
     *
     * @param batch pictures a run of the model
     * @return files a second
     */
    public double loop(List<Path> files, int batch) throws Exception {
        int cores = Runtime.getRuntime().availableProcessors();
        ExecutorService threads = Executors.newFixedThreadPool(cores);
        AtomicInteger next = new AtomicInteger();
        long start = System.nanoTime();
        try {
            List<Callable<Integer>> loops = Collections.nCopies(cores, () -> work(files, next, batch));
            int done = 0;
            for (Future<Integer> loop : threads.invokeAll(loops)) {
                done += loop.get();
            }
            return done / seconds(start);
        } finally {
            threads.shutdownNow();
        }
    }

    private int work(List<Path> files, AtomicInteger next, int batch) throws Exception {
        List<Picture> waiting = new ArrayList<>();
        int done = 0;
        for (int i = next.getAndIncrement(); i < files.size(); i = next.getAndIncrement()) {
            byte[] bytes = Files.readAllBytes(files.get(i));
            DecodedPicture decoded = reader.read(bytes);
            waiting.add(embedder.prepare(decoded.pixels()));
            for (Variant variant : variants.variantsOf(ImageId.of(bytes), decoded.pixels())) {
                waiting.add(embedder.prepare(variant.picture()));
            }
            while (waiting.size() >= batch) {
                embedder.embed(List.copyOf(waiting.subList(0, batch)));
                waiting.subList(0, batch).clear();
            }
            done++;
        }
        if (!waiting.isEmpty()) {
            embedder.embed(waiting);
        }
        return done;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
