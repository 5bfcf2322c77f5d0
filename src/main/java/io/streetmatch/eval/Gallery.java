package io.streetmatch.eval;

import io.streetmatch.batch.AllCores;
import io.streetmatch.image.BadImageException;
import io.streetmatch.image.BadImageException.Reason;
import io.streetmatch.image.ImageId;
import io.streetmatch.image.PictureReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;

/**
 * The pictures of an evaluation, by the hash of their bytes: the same picture in two files counts once. One that cannot be read any more,
 * or has changed, is left out from then on. Not safe for use by several threads; keeps no pixels.
 */
final class Gallery {

    private final PictureReader reader;
    private final Map<ImageId, Path> files = new LinkedHashMap<>();
    private final Set<ImageId> gone = new HashSet<>();
    private final List<String> leftOut = new ArrayList<>();

    /** What is done with a picture and the bytes of its file, by several threads. */
    @FunctionalInterface
    interface Task<O> {
        O apply(ImageId id, byte[] bytes) throws Exception;
    }

    /** What became of a picture: a result, or the reason why there is none. */
    private record Done<O>(ImageId id, Optional<O> result, String reason) {}

    private record Looked(Path file, Optional<ImageId> id, String reason) {}

    /** Looks through all the files. */
    Gallery(PictureReader reader, List<Path> candidates, LongConsumer progress) throws ExecutionException, InterruptedException {
        this.reader = reader;
        long[] done = {0};
        AllCores.forEach(candidates, this::look, looked -> {
            looked.id().ifPresent(id -> files.putIfAbsent(id, looked.file()));
            if (!looked.reason().isEmpty()) {
                leftOut.add(looked.file() + ": " + looked.reason());
            }
            progress.accept(++done[0]);
        });
    }

    private Looked look(Path file) throws InterruptedException {
        try {
            byte[] bytes = reader.bytesOf(file);
            reader.read(bytes);
            return new Looked(file, Optional.of(ImageId.of(bytes)), "");
        } catch (BadImageException e) {
            // Nobody misses a text among the pictures.
            return new Looked(file, Optional.empty(), e.reason() == Reason.NOT_A_PICTURE ? "" : e.getMessage());
        } catch (IOException e) {
            return new Looked(file, Optional.empty(), unreadable(e));
        }
    }

    private static String unreadable(IOException e) {
        return "It cannot be read (%s).".formatted(e.getClass().equals(IOException.class) ? e.getMessage() : e.getClass().getSimpleName());
    }

    /** The pictures that are left, in the order of their files. */
    List<ImageId> ids() {
        return files.keySet().stream().filter(id -> !gone.contains(id)).toList();
    }

    /** The pictures that were left out after they had been looked at. */
    Set<ImageId> gone() {
        return gone;
    }

    /** Files that are left out, with the reason. */
    List<String> leftOut() {
        return leftOut;
    }

    Path file(ImageId id) {
        return files.get(id);
    }

    /**
     * Does something with pictures, on all cores; those that cannot be read are left out.
     *
     * @param taker gets the results on the calling thread, in the order of the pictures
     * @param progress gets the number of pictures done
     */
    <O> void forEach(Collection<ImageId> ids, Task<O> task, BiConsumer<ImageId, O> taker, LongConsumer progress)
            throws ExecutionException, InterruptedException {
        long[] count = {0};
        AllCores.forEach(ids, id -> done(id, task), done -> {
            done.result().ifPresent(result -> taker.accept(done.id(), result));
            if (done.result().isEmpty() && gone.add(done.id())) {
                leftOut.add(file(done.id()) + ": " + done.reason());
            }
            progress.accept(++count[0]);
        });
    }

    private <O> Done<O> done(ImageId id, Task<O> task) throws Exception {
        try {
            byte[] bytes = reader.bytesOf(file(id));
            return ImageId.of(bytes).equals(id)
                    ? new Done<>(id, Optional.of(task.apply(id, bytes)), "")
                    : new Done<>(id, Optional.empty(), "It has changed meanwhile.");
        } catch (BadImageException e) {
            return new Done<>(id, Optional.empty(), e.getMessage());
        } catch (IOException e) {
            return new Done<>(id, Optional.empty(), unreadable(e));
        }
    }
}
