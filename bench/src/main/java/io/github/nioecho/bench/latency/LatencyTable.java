package io.github.nioecho.bench.latency;

import io.github.nioecho.bench.report.Figures;
import io.github.nioecho.bench.results.LatencyPlan;
import io.github.nioecho.bench.results.LatencyResults;
import io.github.nioecho.bench.results.LatencyRun;
import io.github.nioecho.bench.results.LatencySummary;
import io.github.nioecho.bench.results.Percentiles;
import io.github.nioecho.bench.results.SizeTimes;
import java.util.Locale;
import java.util.Map;

/** Results as text for a terminal of 100 columns: a row for every server at every rate. */
final class LatencyTable {

    private static final int COLUMNS = 100;
    private static final String LATE = "late: how late they were sent";
    private static final int NAME_WIDTH = 12;
    private static final int RATE_WIDTH = 9;
    private static final int TIME_WIDTH = 7;
    private static final int CPU_WIDTH = 7;
    private static final double MICROS_PER_MILLI = 1_000;
    private static final double MICROS_PER_SECOND = 1_000_000;

    private LatencyTable() {
    }

    /** Writes what the table is of: a line, or two if the messages are a mixture. */
    static String title(LatencyPlan plan) {
        String asked = "Messages of " + Figures.messages(plan.messages()) + " on "
                + plan.connections() + (plan.connections() == 1 ? " connection" : " connections")
                + (plan.bufferSizeBytes() == null
                        ? "" : ", buffers of " + Figures.bytes(plan.bufferSizeBytes())) + ";";
        return asked + (asked.length() + 1 + LATE.length() <= COLUMNS ? " " : "\n") + LATE;
    }

    /** Writes the table; lines end with a line feed. */
    static String render(LatencyResults results) {
        StringBuilder text = new StringBuilder();
        int responses = Percentiles.NAMES.size() * TIME_WIDTH;
        text.append(" ".repeat(NAME_WIDTH + 2 * RATE_WIDTH))
                .append(String.format(Locale.ROOT,
                        "%" + responses + "s%" + 2 * TIME_WIDTH + "s%" + TIME_WIDTH
                                + "s%" + CPU_WIDTH + "s%n",
                        "response time" + " ".repeat(responses - 2 * TIME_WIDTH - 6),
                        "service time", "late", "CPU"));
        text.append(left("", NAME_WIDTH)).append(right("target", RATE_WIDTH))
                .append(right("achieved", RATE_WIDTH));
        Percentiles.NAMES.forEach(name -> text.append(right(name, TIME_WIDTH)));
        text.append(right("p50", TIME_WIDTH)).append(right("p99", TIME_WIDTH))
                .append(right("p99", TIME_WIDTH)).append(right("us", CPU_WIDTH)).append('\n');
        for (LatencySummary summary : results.summaries()) {
            text.append(row(summary)).append('\n');
            summary.sizes().forEach(size -> text.append(row(size)).append('\n'));
        }
        return text.toString();
    }

    /** Writes the rates that a sweep has found; lines end with a line feed. */
    static String renderHeld(LatencyResults results) {
        StringBuilder text = new StringBuilder();
        for (LatencyResults.HeldRate held : results.held()) {
            text.append(left(held.variant(), NAME_WIDTH))
                    .append(held.rate() == null
                            ? "  none, not even " + rate(results.plan().rate())
                            : right(rate(held.rate()), RATE_WIDTH + 2))
                    .append('\n');
        }
        return text.toString();
    }

    /** Writes what came of a run in one line, with a sweep whether the rate was held. */
    static String line(LatencyRun run, Double p99BoundMicros) {
        String verdict;
        if (run.missedRate()) {
            verdict = "  MISSED" + (run.unanswered() > 0
                    ? String.format(Locale.ROOT, ", %,d given up", run.unanswered()) : "");
        } else if (p99BoundMicros == null) {
            verdict = "";
        } else {
            verdict = run.held(p99BoundMicros) ? "  held" : "  not held";
        }
        return String.format(Locale.ROOT, "%10s  p50 %s  p99 %s  p99.99 %s%s",
                rate(run.achievedRate()),
                right(time(run.responseMicros().get("p50")), TIME_WIDTH - 1),
                right(time(run.responseMicros().get("p99")), TIME_WIDTH - 1),
                right(time(run.responseMicros().get("p99.99")), TIME_WIDTH - 1), verdict);
    }

    /** Writes a rate: {@code 5,000/s}. */
    static String rate(double rate) {
        return Figures.number(rate) + "/s";
    }

    /** Writes a time to three digits: {@code 12.3us}, {@code 4.56ms}, {@code 10.2s}. */
    static String time(Double micros) {
        if (micros == null) {
            return "-";
        }
        if (micros < 999.5) {
            return digits(micros) + "us";
        }
        return micros < MICROS_PER_MILLI * 999.5
                ? digits(micros / MICROS_PER_MILLI) + "ms"
                : digits(micros / MICROS_PER_SECOND) + "s";
    }

    private static String digits(double value) {
        return String.format(
                Locale.ROOT, value >= 99.95 ? "%.0f" : value >= 9.995 ? "%.1f" : "%.2f", value);
    }

    private static String row(LatencySummary summary) {
        StringBuilder row = new StringBuilder(left(summary.variant(), NAME_WIDTH))
                .append(right(Figures.number(summary.targetRate()), RATE_WIDTH))
                .append(right(Figures.number(summary.achievedRate()), RATE_WIDTH));
        Percentiles.NAMES.forEach(name -> row.append(time(summary.responseMicros(), name)));
        row.append(time(summary.serviceMicros(), "p50"))
                .append(time(summary.serviceMicros(), "p99"))
                .append(time(summary.latenessMicros(), "p99"))
                .append(right(Figures.number(summary.cpuMicrosPerRoundTrip()), CPU_WIDTH))
                .append(mark("MISSED", summary.missedRuns(), summary.runs()))
                .append(mark("FAILED", summary.failedRuns(), summary.runs()));
        return row.toString();
    }

    /** Writes the row of one size of a mixture: how many there were, and their times. */
    private static String row(SizeTimes size) {
        StringBuilder row = new StringBuilder(
                left("  " + Figures.bytes(size.sizeBytes()), NAME_WIDTH))
                .append(right(count(size.messages()), 2 * RATE_WIDTH));
        Percentiles.NAMES.forEach(name -> row.append(time(size.responseMicros(), name)));
        return row.append(time(size.serviceMicros(), "p50"))
                .append(time(size.serviceMicros(), "p99")).toString();
    }

    private static String count(long messages) {
        String count = String.format(Locale.ROOT, "%,d", messages);
        String inWords = count + (messages == 1 ? " message" : " messages");
        return inWords.length() < 2 * RATE_WIDTH ? inWords : count;
    }

    private static String mark(String mark, int runs, int of) {
        return runs == 0 ? "" : "  " + mark + (of == 1 ? "" : " " + runs + " of " + of);
    }

    private static String time(Map<String, Double> micros, String name) {
        return right(time(micros.get(name)), TIME_WIDTH);
    }

    private static String left(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(1, width - text.length())) + text;
    }
}
