package io.streetmatch.index;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.lucene.util.VectorUtil;

/** The true nearest numbers of some questions among vectors of length 1, without an index: what recall is measured against. */
final class NearestByScan {

    private record Seen(int number, float similarity) {}

    private final List<float[]> questions;
    private final int limit;
    private final List<PriorityQueue<Seen>> nearest;

    NearestByScan(List<float[]> questions, int limit) {
        this.questions = questions;
        this.limit = limit;
        this.nearest = questions.stream()
                .map(question -> new PriorityQueue<>(Comparator.comparingDouble(Seen::similarity))).toList();
    }

    void add(int number, float[] vector) {
        for (int q = 0; q < questions.size(); q++) {
            PriorityQueue<Seen> best = nearest.get(q);
            best.add(new Seen(number, VectorUtil.dotProduct(questions.get(q), vector)));
            if (best.size() > limit) {
                best.remove();
            }
        }
    }

    /** The nearest numbers of a question. */
    Set<Integer> numbers(int question) {
        Stream<Seen> best = nearest.get(question).stream();
        return best.map(Seen::number).collect(Collectors.toSet());
    }
}
