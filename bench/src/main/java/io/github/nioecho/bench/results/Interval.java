package io.github.nioecho.bench.results;

import java.util.List;

/**
 * A confidence interval.
 *
 * @param low its lower end
 * @param high its upper end
 */
public record Interval(double low, double high) {

    /** Returns the smallest interval that holds all of some. */
    public static Interval hull(List<Interval> intervals) {
        return new Interval(
                intervals.stream().mapToDouble(Interval::low).min().orElseThrow(),
                intervals.stream().mapToDouble(Interval::high).max().orElseThrow());
    }
}
