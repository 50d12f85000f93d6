package io.github.nioecho.bench.report;

import io.github.nioecho.bench.results.CellSummary;
import io.github.nioecho.bench.results.Interval;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;

/** What buffers that size themselves save against the best fixed size, and what they cost. */
final class AdaptiveSaving {

    private static final String ADAPTIVE = "async-adaptive";
    private static final String FIXED = "async";
    private static final int IDLE_BYTES = 1024;

    private AdaptiveSaving() {
    }

    /**
     * Returns one sentence, or none without intervals for both settings of the library. The ratio's
     * ends are those of {@link BufferCost}.
     *
     * @param cells gives the throughput cell of a server with a buffer size, or null
     */
    static List<String> of(
            BiFunction<String, Integer, CellSummary> cells, List<Integer> buffersBytes) {
        CellSummary best = buffersBytes.stream()
                .map(buffer -> cells.apply(FIXED, buffer))
                .filter(AdaptiveSaving::isKnown)
                .max(Comparator.comparingDouble(CellSummary::score))
                .orElse(null);
        CellSummary adaptive = buffersBytes.stream()
                .filter(buffer -> buffer != null && buffer > IDLE_BYTES)
                .map(buffer -> cells.apply(ADAPTIVE, buffer))
                .filter(AdaptiveSaving::isKnown)
                .max(Comparator.comparing(cell -> cell.cell().bufferSizeBytes()))
                .orElse(null);
        if (best == null || adaptive == null) {
            return List.of();
        }
        Interval share = BufferCost.quotient(adaptive.scoreInterval(), best.scoreInterval());
        return List.of("Buffers that grow from " + Figures.bytes(IDLE_BYTES) + " to "
                + Figures.bytes(adaptive.cell().bufferSizeBytes()) + " as needed give "
                + Wording.percents(share.low(), share.high())
                + " of the round trips of the best fixed size ("
                + Figures.bytes(best.cell().bufferSizeBytes()) + "), and "
                + Figures.bytes(IDLE_BYTES) + " is all that a connection holds while it waits.");
    }

    private static boolean isKnown(CellSummary cell) {
        return cell != null && cell.scoreInterval() != null;
    }
}
