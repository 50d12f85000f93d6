package io.github.nioecho.bench.report;

import io.github.nioecho.bench.results.CellSummary;
import io.github.nioecho.bench.results.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;

/**
 * What a buffer of 1024 bytes costs a server against its best size.
 *
 * @param variant the server
 * @param reference its throughput with that buffer
 * @param best its throughput with the best size, which may be the same
 */
record BufferCost(String variant, CellSummary reference, CellSummary best) {

    /** The size whose cost is told. */
    static final int REFERENCE_BYTES = 1024;

    /**
     * Returns a server's cost, or null without intervals for that size and another.
     *
     * @param cells gives the throughput cell of a server with a buffer size, or null
     */
    static BufferCost of(String variant, BiFunction<String, Integer, CellSummary> cells,
            List<Integer> buffersBytes) {
        List<CellSummary> known = buffersBytes.stream()
                .map(buffer -> cells.apply(variant, buffer))
                .filter(Objects::nonNull)
                .filter(cell -> cell.scoreInterval() != null)
                .toList();
        CellSummary reference = known.stream()
                .filter(cell -> Objects.equals(cell.cell().bufferSizeBytes(), REFERENCE_BYTES))
                .findFirst().orElse(null);
        return reference == null || known.size() < 2 ? null : new BufferCost(variant, reference,
                known.stream().max(Comparator.comparingDouble(CellSummary::score)).get());
    }

    /** Returns sentences on several servers, or none without any cost that is known. */
    static List<String> sentences(List<String> variants,
            BiFunction<String, Integer, CellSummary> cells, List<Integer> buffersBytes) {
        List<Listing.Part> parts = new ArrayList<>();
        List<String> unharmed = new ArrayList<>();
        for (String variant : variants) {
            BufferCost cost = of(variant, cells, buffersBytes);
            if (cost != null && cost.isShown()) {
                parts.add(cost.part());
            } else if (cost != null) {
                unharmed.add(variant);
            }
        }
        if (!unharmed.isEmpty()) {
            parts.add(new Listing.Part(
                    "no size is shown to be better for " + Wording.and(unharmed), 0));
        }
        return Listing.sentences(
                REFERENCE_BYTES + "-byte buffers against the best size: ", parts);
    }

    /** Returns whether another size is shown to be better. */
    boolean isShown() {
        return best != reference && share().high() < 1;
    }

    /** Returns the best size in bytes. */
    int bestBytes() {
        return best.cell().bufferSizeBytes();
    }

    /** Returns which share of the best size's throughput is left. */
    double shareLeft() {
        return reference.score() / best.score();
    }

    /**
     * Returns the interval of that share. Its ends are those of the means' intervals taken
     * crosswise, which is wider than 95 %.
     */
    Interval share() {
        return quotient(reference.scoreInterval(), best.scoreInterval());
    }

    private Listing.Part part() {
        String cpu = cpu();
        return new Listing.Part(variant + " " + Wording.percents(share().low(), share().high())
                + " of the round trips" + cpu + " (best: " + Figures.bytes(bestBytes()) + ")",
                cpu.isEmpty() ? 1 : 2);
    }

    private String cpu() {
        if (reference.cpuInterval() == null || best.cpuInterval() == null) {
            return "";
        }
        Interval multiple = quotient(reference.cpuInterval(), best.cpuInterval());
        return multiple.low() <= 1 ? ""
                : " at " + Wording.times(multiple.low(), multiple.high()) + " the CPU";
    }

    static Interval quotient(Interval of, Interval by) {
        return new Interval(of.low() / by.high(), of.high() / by.low());
    }
}
