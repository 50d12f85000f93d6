package io.github.nioecho.bench.report;

import io.github.nioecho.bench.results.CellSummary;
import io.github.nioecho.bench.results.ComparisonResults;
import io.github.nioecho.bench.results.MachineCosts;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.results.Results;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the costs of the machine's own steps mean for the ranking of servers. */
final class MachineRemark {

    private static final String FEWER_CALLS = "selector";
    private static final String MORE_CALLS = "async";
    /** NIO.2 makes five system calls for an echo, a selector loop three. */
    private static final int CALLS_MORE = 2;

    /**
     * From here on a system call is dear: two of them are a tenth of the 5 us of CPU that a selector
     * loop takes for an echo of 1 KiB where they are cheap, which is more than a comparison
     * overlooks.
     */
    private static final double DEAR_NANOS = 250;

    /** A comparison finds differences of a few percent. */
    private static final double MUCH_STEAL = 0.02;

    private MachineRemark() {
    }

    /** Returns a sentence or two for each machine that has told its costs. */
    static List<String> of(List<ReportedRun> runs) {
        Map<String, List<String>> labels = new LinkedHashMap<>();
        for (ReportedRun run : runs) {
            MachineCosts costs = run.results().environment().machine();
            if (costs != null) {
                sentences(costs, run.results()).forEach(sentence -> labels
                        .computeIfAbsent(sentence, key -> new ArrayList<>()).add(run.label()));
            }
        }
        List<String> remarks = new ArrayList<>();
        labels.forEach((sentence, of) -> remarks.add(of.size() == runs.size()
                ? sentence : String.join(", ", of) + ": " + sentence));
        return remarks;
    }

    private static List<String> sentences(MachineCosts costs, Results results) {
        List<String> sentences = new ArrayList<>();
        if (costs.systemCallNanos() != null) {
            sentences.add(systemCalls(costs.systemCallNanos(), results.comparison()));
        }
        if (costs.stealShare() != null && costs.stealShare() >= MUCH_STEAL) {
            sentences.add(String.format(Locale.ROOT, "A hypervisor took %.1f %% of the processors'"
                    + " time for others: no figure here is the best that this machine can do.",
                    costs.stealShare() * 100));
        }
        return sentences;
    }

    private static String systemCalls(double nanos, ComparisonResults comparison) {
        boolean dear = nanos >= DEAR_NANOS;
        String share = cpuOfAnEcho(comparison).map(micros -> String.format(Locale.ROOT,
                        "the two that %s makes more for an echo than %s are %.0f %% of the"
                                + " latter's CPU, so ",
                        MORE_CALLS, FEWER_CALLS, CALLS_MORE * nanos / 10 / micros))
                .orElse("");
        return String.format(Locale.ROOT, "System calls are %s here (%.2f us each): %s%s.",
                dear ? "dear" : "cheap", nanos / 1000, share,
                dear ? "models that make fewer look better than where they are cheap"
                        : "models that make more look better than where they are dear");
    }

    /** Returns what an echo with one read and one write takes, in us, if that was measured. */
    private static Optional<Double> cpuOfAnEcho(ComparisonResults comparison) {
        if (comparison == null) {
            return Optional.empty();
        }
        return comparison.summaries().stream()
                .filter(summary -> summary.cell().variant().equals(FEWER_CALLS)
                        && summary.cell().benchmark() == Question.THROUGHPUT
                        && summary.cell().bufferSizeBytes() != null
                        && summary.cell().bufferSizeBytes()
                                >= summary.cell().messages().largestBytes())
                .map(CellSummary::cpuMicrosPerRoundTrip)
                .filter(micros -> micros != null && micros > 0)
                .min(Comparator.naturalOrder());
    }
}
