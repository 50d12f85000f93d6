package io.github.nioecho.bench.results;

import java.util.List;

/** The names under which percentiles stand in maps, in order. */
public final class Percentiles {

    /** All names: {@code p50} to {@code p99.99}, then {@code max}. */
    public static final List<String> NAMES =
            List.of("p50", "p90", "p99", "p99.9", "p99.99", "max");

    private Percentiles() {
    }
}
