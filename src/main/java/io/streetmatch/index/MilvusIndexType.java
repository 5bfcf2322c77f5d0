package io.streetmatch.index;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The index types that a vector of floats may have in Milvus, with the parameters of each, their ranges as Milvus documents them, and what
 * they are when nobody says.
 */
public enum MilvusIndexType {

    /** What the server thinks best: HNSW where nobody changed that. */
    AUTOINDEX(List.of(), List.of(Parameter.number("level", 1, 10), Parameter.number("ef", 1, 32_768).forAllHits())),
    /** Looks at every vector: exact. */
    FLAT(List.of(), List.of()),
    /** Clusters; a search looks into the nearest of them. What the article used. */
    IVF_FLAT(List.of(Parameter.NLIST), List.of(Parameter.NPROBE)),
    /** The same with a byte for each float. */
    IVF_SQ8(List.of(Parameter.NLIST), List.of(Parameter.NPROBE)),
    /** The same with {@code m} codes of {@code nbits} bits for a vector. */
    IVF_PQ(List.of(Parameter.NLIST, Parameter.number("m", 1, 32_768), Parameter.number("nbits", 1, 16).otherwise(8)),
            List.of(Parameter.NPROBE)),
    /** A graph in memory. */
    HNSW(List.of(Parameter.number("M", 2, 2_048).otherwise(16), Parameter.number("efConstruction", 1, 32_768).otherwise(200)),
            List.of(Parameter.number("ef", 1, 32_768).otherwise(64).forAllHits())),
    /** A graph on disk, for a server whose query nodes have {@code enableDisk}. */
    DISKANN(List.of(), List.of(Parameter.number("search_list", 1, 65_535).otherwise(100).forAllHits())),
    /** Clusters of codes of four bits that are ranked again by the vectors. */
    SCANN(List.of(Parameter.NLIST, new Parameter("with_raw_data", "true or false", text -> text.equals("true") || text.equals("false"),
            Optional.of("true"), false)),
            List.of(Parameter.NPROBE, Parameter.number("reorder_k", 1, 65_535).otherwise(100).forAllHits()));

    /** Floats that share a code of IVF_PQ, at least, when nobody says. */
    private static final int FLOATS_A_CODE = 4;

    /**
     * One parameter.
     *
     * @param allowed in words
     * @param otherwise its value when nobody says; empty: the server's own
     * @param noFewerThanHits whether the server wants at least as much as there are hits asked for
     */
    private record Parameter(String name, String allowed, Predicate<String> accepts, Optional<String> otherwise, boolean noFewerThanHits) {

        private static final Parameter NLIST = number("nlist", 1, 65_536).otherwise(128);
        private static final Parameter NPROBE = number("nprobe", 1, 65_536).otherwise(10);

        static Parameter number(String name, int min, int max) {
            return new Parameter(name, "%d to %d".formatted(min, max),
                    text -> text.matches("[0-9]{1,9}") && Integer.parseInt(text) >= min && Integer.parseInt(text) <= max, Optional.empty(), false);
        }

        Parameter otherwise(int value) {
            return new Parameter(name, allowed, accepts, Optional.of(Integer.toString(value)), noFewerThanHits);
        }

        Parameter forAllHits() {
            return new Parameter(name, allowed, accepts, otherwise, true);
        }

        @Override
        public String toString() {
            return "%s (%s%s)".formatted(name, allowed, otherwise.map(", default "::concat).orElse(""));
        }
    }

    private final List<Parameter> building;
    private final List<Parameter> searching;

    MilvusIndexType(List<Parameter> building, List<Parameter> searching) {
        this.building = building;
        this.searching = searching;
    }

    /** The type that Milvus calls by this name, if it is one of these. */
    static Optional<MilvusIndexType> named(String name) {
        return List.of(values()).stream().filter(type -> type.name().equals(name)).findFirst();
    }

    /**
     * Checks parameters that the index is built with.
     *
     * @throws IllegalArgumentException with what is wrong and what is allowed
     */
    public void checkBuilding(Map<String, String> given) {
        check(given, building, "index");
    }

    /**
     * Checks parameters of a search.
     *
     * @throws IllegalArgumentException with what is wrong and what is allowed
     */
    public void checkSearching(Map<String, String> given) {
        check(given, searching, "search");
    }

    private void check(Map<String, String> given, List<Parameter> known, String kind) {
        String allowed = known.isEmpty() ? "%s has no %s parameters".formatted(name(), kind)
                : "%s has the %s parameters %s".formatted(name(), kind, known.stream().map(Parameter::toString).collect(Collectors.joining(", ")));
        given.forEach((name, value) -> {
            Parameter parameter = known.stream().filter(one -> one.name().equals(name)).findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("'%s' is not known: %s.".formatted(name, allowed)));
            if (!parameter.accepts().test(value)) {
                throw new IllegalArgumentException("'%s=%s' is not allowed: %s.".formatted(name, value, allowed));
            }
        });
    }

    /** What the index is built with: what was given, and for the rest what is sensible. */
    Map<String, Object> building(Map<String, String> given, int dimension) {
        Map<String, Object> all = complete(given, building);
        if (this == IVF_PQ) {
            all.putIfAbsent("m", Integer.toString(codes(dimension)));
        }
        return all;
    }

    /** What a search is done with: what was given, and for the rest what is sensible for so many hits. */
    Map<String, Object> searching(Map<String, String> given, int hits) {
        Map<String, Object> all = complete(given, searching);
        searching.stream().filter(Parameter::noFewerThanHits).forEach(parameter -> all.computeIfPresent(parameter.name(),
                (name, value) -> Integer.toString(Math.max(hits, Integer.parseInt(value.toString())))));
        return all;
    }

    private static Map<String, Object> complete(Map<String, String> given, List<Parameter> known) {
        Map<String, Object> all = new LinkedHashMap<>(given);
        known.forEach(parameter -> parameter.otherwise().ifPresent(value -> all.putIfAbsent(parameter.name(), value)));
        return all;
    }

    /** As many as a dimension can be cut into evenly. */
    private static int codes(int dimension) {
        int most = Math.max(1, dimension / FLOATS_A_CODE);
        return IntStream.iterate(most, codes -> codes - 1).limit(most).filter(codes -> dimension % codes == 0).findFirst().orElse(1);
    }
}
