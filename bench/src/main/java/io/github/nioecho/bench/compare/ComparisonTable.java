package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.report.Figures;
import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.CellSummary;
import io.github.nioecho.bench.results.ComparisonPlan;
import io.github.nioecho.bench.results.ComparisonResults;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.results.Ratio;
import io.github.nioecho.bench.results.Transport;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;

/**
 * A comparison as text for a terminal of 100 columns: tables with a row for each buffer size, and
 * for each server a figure, its ratio to the baseline's and the verdict.
 */
final class ComparisonTable {

    private static final int COLUMNS = 100;
    private static final int SERVERS_PER_BLOCK = 4;
    private static final int BUFFER_WIDTH = 8;
    private static final int FIGURE_WIDTH = 9;
    private static final int RATIO_WIDTH = 5;
    private static final int VERDICT_WIDTH = 8;
    private static final int SERVER_WIDTH = FIGURE_WIDTH + 1 + RATIO_WIDTH + VERDICT_WIDTH;

    private static final Column TRIPS = new Column("round trips per second",
            CellSummary::score, CellSummary::ratio);
    private static final Column CONNECTIONS = new Column("connections per second",
            CellSummary::score, CellSummary::ratio);
    private static final Column CONNECTION_CPU = new Column("server CPU per connection, us",
            CellSummary::cpuMicrosPerRoundTrip, CellSummary::cpuRatio);
    private static final Column CPU = new Column("server CPU per round trip, us",
            CellSummary::cpuMicrosPerRoundTrip, CellSummary::cpuRatio);
    private static final Column P50 = new Column("median service time, us",
            CellSummary::score, CellSummary::ratio);
    private static final Column P99 = new Column("99 % of the service times are within, us",
            summary -> summary.percentilesMicros().get("p99"), summary -> null);

    private final ComparisonResults results;
    private final ComparisonPlan plan;
    private final StringBuilder text = new StringBuilder();

    private ComparisonTable(ComparisonResults results) {
        this.results = results;
        this.plan = results.plan();
    }

    /** Writes all tables, and below them what failed. Lines end with a line feed. */
    static String render(ComparisonResults results) {
        return new ComparisonTable(results).render();
    }

    private String render() {
        section(Question.THROUGHPUT, "Throughput", plan.connections(), TRIPS, CPU);
        section(Question.LATENCY, "Latency, closed loop", plan.latencyConnections(), P50, P99);
        section(Question.CHURN, "Churn, one message for each connection", plan.connections(),
                CONNECTIONS, CONNECTION_CPU);
        legend();
        failures();
        return text.toString();
    }

    /** Prints what one question was answered, if it was asked. */
    private void section(Question question, String title, int connections, Column... columns) {
        if (!plan.questions().contains(question)) {
            return;
        }
        for (Messages messages : plan.messages()) {
            title(title, messages, connections);
            for (Column column : columns) {
                table(question, messages, column);
            }
        }
    }

    private void title(String question, Messages messages, int connections) {
        String asked = question + ", messages of " + Figures.messages(messages) + ",";
        String load = connections + (connections == 1 ? " connection" : " connections")
                + (plan.transport() == Transport.TCP ? "" : ", " + plan.transport().words());
        if (asked.length() + 1 + load.length() <= COLUMNS) {
            line(asked + " " + load);
        } else { // a mixture
            line(asked);
            line("  " + load);
        }
        line("");
    }

    private void table(Question question, Messages messages, Column column) {
        if (results.summaries().stream()
                .filter(summary -> summary.cell().benchmark() == question)
                .map(column.figure).allMatch(Objects::isNull)) {
            return; // as CPU of a target
        }
        List<String> variants = plan.variants();
        for (int from = 0; from < variants.size(); from += SERVERS_PER_BLOCK) {
            List<String> block =
                    variants.subList(from, Math.min(from + SERVERS_PER_BLOCK, variants.size()));
            line("  " + column.title);
            StringBuilder header = new StringBuilder(right("buffer", BUFFER_WIDTH));
            block.forEach(variant -> header.append(right(
                    shortened(variant), SERVER_WIDTH)));
            line(header.toString());
            for (Integer bufferSize : plan.bufferSizesBytes()) {
                StringBuilder row = new StringBuilder(right(
                        bufferSize == null ? "-" : Figures.bytes(bufferSize), BUFFER_WIDTH));
                for (String variant : block) {
                    row.append(column.render(find(question, variant, bufferSize, messages)));
                }
                line(row.toString());
            }
            line("");
        }
    }

    private void legend() {
        if (plan.variants().size() > 1) {
            line("Ratios are to " + plan.baseline() + ", taken within rounds; faster and slower are"
                    + " said where their 95 %");
            line("interval leaves out 1.   ~ noisy: that interval reaches further than 5 %");
        }
    }

    private void failures() {
        for (CellSummary summary : results.summaries()) {
            if (!summary.failures().isEmpty()) {
                Cell cell = summary.cell();
                long failed = results.measurements().stream()
                        .filter(measurement -> measurement.cell().equals(cell)
                                && measurement.failure() != null)
                        .count();
                line("failed: " + Cells.describe(cell) + ", in " + failed + " of "
                        + (failed + summary.rounds()) + " rounds: " + summary.failures().get(0));
            }
        }
    }

    private CellSummary find(
            Question question, String variant, Integer bufferSize, Messages messages) {
        return results.summaries().stream()
                .filter(summary -> summary.cell().benchmark() == question
                        && summary.cell().variant().equals(variant)
                        && Objects.equals(summary.cell().bufferSizeBytes(), bufferSize)
                        && summary.cell().messages().equals(messages))
                .findFirst().orElse(null);
    }

    private void line(String line) {
        text.append(line.stripTrailing()).append('\n');
    }

    /** Keeps the end of a long name: a target's port. */
    private static String shortened(String name) {
        int length = SERVER_WIDTH - 2;
        return name.length() <= length ? name : ".." + name.substring(name.length() - length + 2);
    }

    private static String right(String value, int width) {
        return " ".repeat(Math.max(0, width - value.length())) + value;
    }

    /** A figure of a server, and what goes with it. */
    private record Column(
            String title,
            Function<CellSummary, Double> figure,
            Function<CellSummary, Ratio> ratio) {

        String render(CellSummary summary) {
            if (summary == null) {
                return right("-", FIGURE_WIDTH) + " ".repeat(SERVER_WIDTH - FIGURE_WIDTH);
            }
            if (summary.rounds() == 0) {
                return right("failed", FIGURE_WIDTH) + " ".repeat(SERVER_WIDTH - FIGURE_WIDTH);
            }
            Double halfWidth = Statistics.halfWidth(ratio.apply(summary));
            boolean noisy = halfWidth != null && halfWidth > CellSummary.NOISE_BOUND;
            return right(Figures.number(figure.apply(summary)), FIGURE_WIDTH)
                    + (noisy ? "~" : " ")
                    + render(ratio.apply(summary));
        }

        private static String render(Ratio ratio) {
            if (ratio == null) {
                return " ".repeat(RATIO_WIDTH + VERDICT_WIDTH);
            }
            String verdict = switch (ratio.verdict()) {
                case FASTER -> "faster";
                case SLOWER -> "slower";
                case NO_DIFFERENCE -> "no diff";
            };
            return right(String.format(Locale.ROOT, ratio.value() < 9.995 ? "%.2f" : "%.0f",
                    ratio.value()), RATIO_WIDTH)
                    + " " + verdict + " ".repeat(VERDICT_WIDTH - 1 - verdict.length());
        }
    }
}
