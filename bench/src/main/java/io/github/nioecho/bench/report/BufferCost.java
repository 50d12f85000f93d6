package io.github.nioecho.bench.report;

import io.github.nioecho.bench.results.CellSummary;
import io.github.nioecho.bench.results.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;

/** What a buffer of 1024 bytes costs each server against its best size. */
final class BufferCost {

    private static final int REFERENCE_BYTES = 1024;

    private BufferCost() {
    }

    /**
     * Returns one sentence, or none without intervals for that size and another. The ratios' ends
     * are those of the means' intervals taken crosswise, which is wider than 95 %.
     *
     * @param cells gives the throughput cell of a server with a buffer size, or null
     */
    static List<String> of(List<String> variants, int messageSizeBytes,
            BiFunction<String, Integer, CellSummary> cells, List<Integer> buffersBytes) {
        List<String> parts = new ArrayList<>();
        List<String> unharmed = new ArrayList<>();
        for (String variant : variants) {
            List<CellSummary> known = buffersBytes.stream()
                    .map(buffer -> cells.apply(variant, buffer))
                    .filter(Objects::nonNull)
                    .filter(cell -> cell.scoreInterval() != null)
                    .toList();
            CellSummary reference = known.stream()
                    .filter(cell -> Objects.equals(cell.cell().bufferSizeBytes(), REFERENCE_BYTES))
                    .findFirst().orElse(null);
            if (reference == null || known.size() < 2) {
                continue;
            }
            CellSummary best =
                    known.stream().max(Comparator.comparingDouble(CellSummary::score)).get();
            Interval share = quotient(reference.scoreInterval(), best.scoreInterval());
            if (best == reference || share.high() >= 1) {
                unharmed.add(variant);
            } else {
                parts.add(variant + " " + Wording.percents(share.low(), share.high())
                        + " of the round trips" + cpu(reference, best) + " (best: "
                        + Figures.bytes(best.cell().bufferSizeBytes()) + ")");
            }
        }
        if (!unharmed.isEmpty()) {
            parts.add("no size is shown to be better for " + Wording.and(unharmed));
        }
        return parts.isEmpty() ? List.of() : List.of(
                REFERENCE_BYTES + "-byte buffers against the best size: "
                        + String.join("; ", parts) + ".");
    }

    private static String cpu(CellSummary reference, CellSummary best) {
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
