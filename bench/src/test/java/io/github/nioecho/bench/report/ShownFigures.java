package io.github.nioecho.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.nioecho.bench.results.BufferChoice;
import io.github.nioecho.bench.results.BufferFigures;
import io.github.nioecho.bench.results.BufferResults;
import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.CellSummary;
import io.github.nioecho.bench.results.ComparisonResults;
import io.github.nioecho.bench.results.ConnectionsResults;
import io.github.nioecho.bench.results.ConnectionsRun;
import io.github.nioecho.bench.results.Interval;
import io.github.nioecho.bench.results.LatencyResults;
import io.github.nioecho.bench.results.LatencyRun;
import io.github.nioecho.bench.results.LatencySummary;
import io.github.nioecho.bench.results.Percentiles;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.results.Ratio;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures in a page's tables, to be held against results one by one. */
final class ShownFigures {

    private static final Map<Ratio.Verdict, String> LESS_AND_MORE =
            Map.of(Ratio.Verdict.FASTER, "less", Ratio.Verdict.SLOWER, "more");

    private final Map<String, PageText.Shown> left;

    ShownFigures(Map<String, PageText.Shown> figures) {
        left = new HashMap<>(figures);
    }

    /** Takes the figures of a comparison, each of which must be right. */
    void assertComparison(int run, ComparisonResults comparison) {
        for (CellSummary summary : comparison.summaries()) {
            Cell cell = summary.cell();
            String key = String.join("|", String.valueOf(run), cell.benchmark().id(),
                    cell.variant(),
                    cell.bufferSizeBytes() == null ? "" : cell.bufferSizeBytes().toString(),
                    String.valueOf(cell.messages()));
            boolean isBaseline = cell.variant().equals(comparison.plan().baseline());
            if (summary.score() == null) {
                assertFailure(key, summary.failures().get(0));
                continue;
            }
            assertMean(key, "score", summary.score(), summary.scoreInterval());
            assertText(key, "variation",
                    String.format(Locale.ROOT, "%.1f %%", summary.variation() * 100),
                    summary.noisy() ? "noisy" : null);
            assertRatio(key, "ratio", summary.ratio(), isBaseline, null);
            if (cell.benchmark() != Question.LATENCY) {
                assertMean(key, "cpu", summary.cpuMicrosPerRoundTrip(), summary.cpuInterval());
                assertRatio(key, "cpuRatio", summary.cpuRatio(), isBaseline, LESS_AND_MORE);
                assertFigure(key, "alloc", summary.allocatedBytesPerRoundTrip(), null);
            } else {
                assertPercentiles(key, "", summary.percentilesMicros(), Percentiles.NAMES);
            }
        }
    }

    /** Takes the figures of trade-offs. */
    void assertTradeOffs(List<TradeOff> tradeOffs) {
        for (int i = 0; i < tradeOffs.size(); i++) {
            boolean ofBuffer = tradeOffs.get(i).memoryWords().equals(TradeOff.OF_BUFFER);
            for (TradeOff.Curve curve : tradeOffs.get(i).curves()) {
                for (TradeOff.Point point : curve.points()) {
                    assertPoint(String.join("|", "tradeoff", String.valueOf(i), curve.variant(),
                            String.valueOf(point.bufferBytes()),
                            point.predicted() ? "predicted" : "measured"), point, ofBuffer);
                }
            }
        }
    }

    private void assertPoint(String key, TradeOff.Point point, boolean ofBuffer) {
        assertText(key, "buffer", Figures.bytes(point.bufferBytes()),
                point.knee() ? "knee" : null);
        if (!ofBuffer) {
            assertText(key, "memory", Figures.number(point.memoryBytes() / 1024) + " KiB", null);
        }
        if (point.predicted()) {
            assertText(key, "throughput", number(point.throughput()), "predicted");
        } else {
            assertMean(key, "throughput", point.throughput(), point.interval());
        }
        if (point.ratio() == null) {
            assertText(key, "ratio", point.bufferBytes() == 1024 ? "reference" : "–", null);
        } else {
            assertRatio(key, "ratio", point.ratio(), false, null);
        }
    }

    /** Takes the figures of a search for buffer sizes. */
    void assertBuffers(BufferResults buffers) {
        for (BufferChoice choice : buffers.choices()) {
            for (BufferFigures size : choice.sizes()) {
                String key = "0|buffers|" + choice.variant() + "|" + size.bufferSizeBytes();
                boolean isReference = size.bufferSizeBytes() == 1024 && size.measured() != null;
                assertText(key, "memory", Figures.number(size.memoryBytes() / (1 << 20)) + " MiB",
                        size.fits() ? null : "too large");
                assertFigure(key, "predicted", size.predicted(), null);
                assertMean(key, "measured", size.measured(), size.measuredInterval());
                assertRatio(key, "ratio", size.ratio(), isReference, null);
                assertRatio(key, "toBest", size.toBest(), isReference, null);
                assertFigure(key, "cpu", size.cpuMicrosPerMessage(), null);
                assertRatio(key, "cpuRatio", size.cpuRatio(), isReference, LESS_AND_MORE);
                assertFigure(key, "cpuMb", size.cpuMicrosPerMb(), null);
            }
        }
    }

    /** Takes the figures of an open loop. */
    void assertLatency(LatencyResults latency) {
        for (LatencySummary all : latency.summaries()) {
            String key = "0|summaries|" + all.variant() + "|" + rate(all.targetRate());
            assertText(key, "achieved", number(all.achievedRate()), all.missedRuns() == 0
                    ? null : "rate missed in " + all.missedRuns() + " of " + all.runs());
            assertTimes(key, all.responseMicros(), all.serviceMicros(), all.latenessMicros());
            assertFigure(key, "cpu", all.cpuMicrosPerRoundTrip(), null);
        }
        for (LatencyRun run : latency.runs()) {
            String key = "0|runs|" + run.variant() + "|" + rate(run.targetRate()) + "|"
                    + run.round();
            if (run.failure() != null) {
                assertFailure(key, run.failure());
                continue;
            }
            assertText(key, "achieved", number(run.achievedRate()),
                    run.missedRate() ? "rate missed" : null);
            assertTimes(key, run.responseMicros(), run.serviceMicros(), run.latenessMicros());
            assertFigure(key, "cpu", run.cpuMicrosPerRoundTrip(), null);
        }
    }

    /** Takes the figures of a run over connections. */
    void assertConnections(ConnectionsResults connections) {
        for (ConnectionsRun run : connections.runs()) {
            String key = "0|connections|" + run.variant() + "|" + run.connections() + "|"
                    + run.round();
            if (run.failure() != null) {
                assertFailure(key, run.failure());
                continue;
            }
            assertFigure(key, "resident", run.residentBytesPerConnection(), null);
            assertFigure(key, "heap", run.heapAndDirectBytesPerConnection(), null);
            assertFigure(key, "connects", run.connectsPerSecond(), null);
            assertText(key, "activeConnections",
                    String.format(Locale.ROOT, "%,d", run.activeConnections()), null);
            assertFigure(key, "active", run.roundTripsPerSecond(), null);
            assertFigure(key, "cpu", run.cpuMicrosPerRoundTrip(), null);
        }
    }

    /** Fails if the page shows figures that none of the results are. */
    void assertNothingElse() {
        assertEquals(Map.of(), left);
    }

    private void assertTimes(String key, Map<String, Double> response,
            Map<String, Double> service, Map<String, Double> lateness) {
        assertPercentiles(key, "response-", response, Percentiles.NAMES);
        assertPercentiles(key, "service-", service, Percentiles.NAMES);
        assertPercentiles(key, "lateness-", lateness, List.of("p50", "p90", "p99"));
    }

    private void assertPercentiles(
            String key, String prefix, Map<String, Double> micros, List<String> names) {
        for (String name : names) {
            assertFigure(key, prefix + name, micros.get(name), null);
        }
    }

    private void assertRatio(String key, String figure, Ratio ratio, boolean isBaseline,
            Map<Ratio.Verdict, String> words) {
        if (ratio == null) {
            assertText(key, figure, isBaseline ? "baseline" : "–", null);
            return;
        }
        String verdict = words == null
                ? ratio.verdict().id()
                : words.getOrDefault(ratio.verdict(), ratio.verdict().id());
        String ends = ratio.interval() == null ? "" : fixed(ratio.interval().low()) + " to "
                + fixed(ratio.interval().high()) + ", ";
        assertText(key, figure, fixed(ratio.value()), ends + verdict);
    }

    private void assertMean(String key, String figure, Double value, Interval interval) {
        if (value != null && interval == null) {
            assertText(key, figure, number(value), "too few rounds");
        } else {
            assertFigure(key, figure, value, interval);
        }
    }

    private void assertFigure(String key, String figure, Double value, Interval interval) {
        assertText(key, figure, number(value), interval == null ? null
                : number(interval.low()) + " to " + number(interval.high()));
    }

    private void assertText(String key, String figure, String text, String small) {
        PageText.Shown shown = left.remove(key + " " + figure);
        assertNotNull(shown, () -> key + " " + figure + " is not shown");
        assertEquals(new PageText.Shown(text, small), shown, () -> key + " " + figure);
    }

    private void assertFailure(String key, String cause) {
        PageText.Shown shown = left.remove(key + " failure");
        assertNotNull(shown, () -> key + " is not shown as failed");
        String text = shown.text().replace("&lt;", "<").replace("&gt;", ">");
        assertTrue(text.contains(cause), text);
    }

    private static String rate(double rate) {
        return String.format(Locale.ROOT, "%.0f", rate);
    }

    private static String number(Double value) {
        return value == null ? "–" : Figures.number(value);
    }

    private static String fixed(double ratio) {
        return ratio >= 9.995 ? Figures.number(ratio) : String.format(Locale.ROOT, "%.3f", ratio);
    }
}
