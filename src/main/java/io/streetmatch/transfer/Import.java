package io.streetmatch.transfer;

import io.streetmatch.index.IndexEntry;
import io.streetmatch.index.IndexSize;
import io.streetmatch.index.IndexUnavailableException;
import io.streetmatch.index.VectorIndex;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Fills an index from a file, entries that are there already are replaced, and compares afterwards. Repeating it is always right.
 *
 * @param from at its beginning
 * @param to an index of the same space
 */
public record Import(CollectionReader from, VectorIndex to) {

    private static final int ENTRIES_A_WRITE = 1_000;
    private static final int BYTES_A_WRITE = 8 << 20;

    /**
     * How it went.
     *
     * @param file what the file holds
     * @param before what the index held before
     * @param after what it holds now
     * @param compared entries that were read back and compared with the file, chosen by lot
     * @param different those of them that are missing or not the same, by key
     */
    public record Outcome(CollectionCounts file, IndexSize before, IndexSize after, int compared, List<String> different) {

        /** Whether the index has all that the file has, as far as was looked. */
        public boolean isComplete() {
            return different.isEmpty() && after.pictures() >= file.pictures() && after.entries() >= file.entries();
        }
    }

    /**
     * Does it.
     *
     * @param progress gets the number of entries stored, now and then
     * @throws CollectionFileException when the file is cut off or damaged; what was read until then is in the index
     * @throws IndexUnavailableException when the index cannot be used
     */
    public Outcome run(LongConsumer progress) throws IOException, IndexUnavailableException {
        IndexSize before = to.size();
        Sample sample = new Sample();
        List<IndexEntry> batch = new ArrayList<>();
        int most = Math.max(1, Math.min(ENTRIES_A_WRITE, BYTES_A_WRITE / (Float.BYTES * to.space().dimension())));
        for (Optional<IndexEntry> entry = from.next(); entry.isPresent(); entry = from.next()) {
            batch.add(entry.get());
            sample.offer(entry.get());
            if (batch.size() == most) {
                to.upsert(batch);
                batch.clear();
                progress.accept(from.counts().entries());
            }
        }
        to.upsert(batch);
        return new Outcome(from.counts(), before, to.size(), sample.size(), sample.differentIn(to));
    }
}
