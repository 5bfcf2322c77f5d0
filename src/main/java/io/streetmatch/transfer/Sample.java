package io.streetmatch.transfer;

import io.streetmatch.image.ImageId;
import io.streetmatch.index.IndexEntry;
import io.streetmatch.index.IndexUnavailableException;
import io.streetmatch.index.VectorIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Some of the entries of a stream, each with the same chance (Vitter's algorithm R), to be compared with an index. */
final class Sample {

    private static final int SIZE = 1_000;
    private static final int PICTURES_A_LOOK = 100;

    private final Random lot = new Random(1);
    private final List<IndexEntry> entries = new ArrayList<>();
    private long seen;

    void offer(IndexEntry entry) {
        seen++;
        if (entries.size() < SIZE) {
            entries.add(entry);
        } else if (lot.nextDouble() * seen < SIZE) {
            entries.set(lot.nextInt(SIZE), entry);
        }
    }

    int size() {
        return entries.size();
    }

    /** The keys of those that an index does not have, or has with another description or with any float another. */
    List<String> differentIn(VectorIndex index) throws IndexUnavailableException {
        List<String> different = new ArrayList<>();
        for (int from = 0; from < entries.size(); from += PICTURES_A_LOOK) {
            List<IndexEntry> part = entries.subList(from, Math.min(entries.size(), from + PICTURES_A_LOOK));
            Map<String, IndexEntry> there = byKey(index.entries(pictures(part)));
            part.stream().filter(entry -> !same(entry, Optional.ofNullable(there.get(entry.key())))).map(IndexEntry::key).forEach(different::add);
        }
        return different;
    }

    private static Collection<ImageId> pictures(List<IndexEntry> entries) {
        return entries.stream().map(entry -> entry.source().id()).collect(Collectors.toSet());
    }

    private static Map<String, IndexEntry> byKey(List<IndexEntry> entries) {
        return entries.stream().collect(Collectors.toMap(IndexEntry::key, Function.identity(), (one, other) -> other));
    }

    private static boolean same(IndexEntry entry, Optional<IndexEntry> other) {
        return other.filter(it -> it.source().equals(entry.source()) && it.edit().equals(entry.edit()) && it.recipe().equals(entry.recipe())
                && Arrays.equals(it.vector(), entry.vector())).isPresent();
    }
}
