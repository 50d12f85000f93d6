package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.Measurement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Measurements by cell and round, and the ratios to the baseline within rounds.
 *
 * <p>Slices of one JVM are not independent, JVMs are. So the figures are summarised on the way up:
 * slices of the same block give a ratio, the blocks of a round their median, and only these
 * medians, one for each pair of JVMs, are values of which an interval can be made. A median, as a
 * slice in which the machine did something else shall not move it: one in ten is enough to treble
 * an interval otherwise, even with the Hodges-Lehmann estimator.
 */
public final class Rounds {

    private final UnaryOperator<Cell> baselineOf;
    private final Map<Cell, Map<Integer, Measurement>> byCell = new LinkedHashMap<>();

    /**
     * Looks at measurements.
     *
     * @param baselineOf says with what a cell is compared; with itself, it is a baseline
     */
    public Rounds(UnaryOperator<Cell> baselineOf, List<Measurement> measurements) {
        this.baselineOf = baselineOf;
        measurements.forEach(measurement -> byCell
                .computeIfAbsent(measurement.cell(), cell -> new TreeMap<>())
                .put(measurement.round(), measurement));
    }

    /** Looks at measurements that are compared with a server's in the same setting. */
    static Rounds against(String baseline, List<Measurement> measurements) {
        return new Rounds(cell -> Setting.of(cell).cell(baseline), measurements);
    }

    /** Returns the cells that were measured at least once, whatever came of it. */
    Set<Cell> cells() {
        return byCell.keySet();
    }

    /** Returns a cell's measurements by round. */
    Collection<Measurement> of(Cell cell) {
        return byCell.getOrDefault(cell, Map.of()).values();
    }

    /** Returns a figure of each round that gave it. */
    public double[] figures(Cell cell, Figure figure) {
        return of(cell).stream().map(figure::of).filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue).toArray();
    }

    /**
     * Returns the ratio to the baseline of each round that gave both figures: the median of its
     * blocks. None for the baseline itself.
     */
    public double[] ratios(Cell cell, Figure figure) {
        return values(ratiosByRound(cell, figure));
    }

    /**
     * Returns the mean ratio of several cells to the baseline, of each round that gave it for all of
     * them: what a server's JVM is like as a whole.
     */
    double[] meanRatios(List<Cell> cells, Figure figure) {
        Map<Integer, List<Double>> logs = new TreeMap<>();
        for (Cell cell : cells) {
            ratiosByRound(cell, figure).forEach((round, ratio) ->
                    logs.computeIfAbsent(round, key -> new ArrayList<>()).add(Math.log(ratio)));
        }
        Map<Integer, Double> means = new TreeMap<>();
        logs.forEach((round, all) -> {
            if (all.size() == cells.size()) {
                means.put(round, Math.exp(
                        all.stream().mapToDouble(Double::doubleValue).average().orElseThrow()));
            }
        });
        return values(means);
    }

    private Map<Integer, Double> ratiosByRound(Cell cell, Figure figure) {
        Map<Integer, Double> ratios = new TreeMap<>();
        Cell baseline = baselineOf.apply(cell);
        if (cell.equals(baseline)) {
            return ratios;
        }
        Map<Integer, Measurement> others = byCell.getOrDefault(baseline, Map.of());
        for (Measurement own : of(cell)) {
            if (others.containsKey(own.round())) {
                double[] blocks = blocks(own, others.get(own.round()), figure);
                if (blocks.length > 0) {
                    ratios.put(own.round(), Statistics.median(blocks));
                }
            }
        }
        return ratios;
    }

    private static double[] values(Map<Integer, Double> byRound) {
        return byRound.values().stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Returns the ratio of each block that gave both figures. */
    private static double[] blocks(Measurement own, Measurement baseline, Figure figure) {
        if (own.failure() != null || baseline.failure() != null) {
            return new double[0];
        }
        Map<Integer, Double> others = new HashMap<>();
        baseline.slices().forEach(slice -> others.put(slice.block(), figure.of(slice)));
        return own.slices().stream()
                .map(slice -> quotient(figure.of(slice), others.get(slice.block())))
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    private static Double quotient(Double own, Double baseline) {
        return own == null || baseline == null || own <= 0 || baseline <= 0
                ? null : (Double) (own / baseline);
    }
}
