package io.github.nioecho.bench.report;

import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.Question;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Results as text for a terminal of 100 columns: one table per question and message size, a row for
 * each buffer size, two figures for each variant. The best figure of a row has a {@code *}.
 */
public final class ComparisonTable {

    private static final int VARIANTS_PER_BLOCK = 4;
    private static final int BUFFER_WIDTH = 10;
    private static final int FIRST_WIDTH = 11;
    private static final int SECOND_WIDTH = 8;
    private static final int VARIANT_WIDTH = FIRST_WIDTH + SECOND_WIDTH + 2;

    private static final Column ROUND_TRIPS =
            new Column("trips/s", CellResult::score, true);
    private static final Column CPU =
            new Column("CPU us", CellResult::cpuMicrosPerRoundTrip, false);
    private static final Column P50 =
            new Column("p50 us", result -> result.percentileMicros("p50"), false);
    private static final Column P99 =
            new Column("p99 us", result -> result.percentileMicros("p99"), false);

    private final Results results;
    private final StringBuilder text = new StringBuilder();

    private ComparisonTable(Results results) {
        this.results = results;
    }

    /** Writes all tables, and below them the cells that failed. Lines end with a line feed. */
    public static String render(Results results) {
        return new ComparisonTable(results).render();
    }

    private String render() {
        for (int messageSize : results.plan().messageSizesBytes()) {
            table(Question.THROUGHPUT, messageSize, ROUND_TRIPS, CPU,
                    "round trips per second, server CPU per round trip");
        }
        for (int messageSize : results.plan().messageSizesBytes()) {
            table(Question.LATENCY, messageSize, P50, P99,
                    "service time of a round trip, closed loop");
        }
        failures();
        return text.toString();
    }

    private void table(
            Question question, int messageSize, Column first, Column second, String what) {
        String name = question.id().substring(0, 1).toUpperCase(Locale.ROOT)
                + question.id().substring(1);
        int connections = results.plan().connections(question);
        line(name + ", messages of " + Figures.bytes(messageSize) + ", " + connections
                + (connections == 1 ? " connection: " : " connections: ") + what);
        List<String> variants = results.plan().variants();
        for (int from = 0; from < variants.size(); from += VARIANTS_PER_BLOCK) {
            int to = Math.min(from + VARIANTS_PER_BLOCK, variants.size());
            header(variants.subList(from, to), first, second);
            for (int bufferSize : results.plan().bufferSizesBytes()) {
                row(question, messageSize, bufferSize, variants.subList(from, to), first, second);
            }
            line("");
        }
    }

    private void header(List<String> variants, Column first, Column second) {
        StringBuilder names = new StringBuilder(" ".repeat(BUFFER_WIDTH));
        StringBuilder columns = new StringBuilder(right("buffer", BUFFER_WIDTH));
        for (String variant : variants) {
            names.append(right(variant, VARIANT_WIDTH - 1)).append(' ');
            columns.append(right(first.title, FIRST_WIDTH)).append(' ')
                    .append(right(second.title, SECOND_WIDTH)).append(' ');
        }
        line(names.toString());
        line(columns.toString());
    }

    private void row(Question question, int messageSize, int bufferSize, List<String> variants,
            Column first, Column second) {
        List<Optional<CellResult>> row = results.plan().variants().stream()
                .map(variant -> results.cell(question, variant, bufferSize, messageSize))
                .toList();
        Double bestFirst = first.best(row);
        Double bestSecond = second.best(row);
        StringBuilder line = new StringBuilder(right(Figures.bytes(bufferSize), BUFFER_WIDTH));
        for (String variant : variants) {
            Optional<CellResult> cell = results.cell(question, variant, bufferSize, messageSize);
            if (cell.isPresent() && cell.get().hasFailed()) {
                line.append(right("failed", FIRST_WIDTH))
                        .append(" ".repeat(SECOND_WIDTH + 2));
            } else {
                line.append(marked(cell.map(first.figure).orElse(null), bestFirst, FIRST_WIDTH))
                        .append(marked(
                                cell.map(second.figure).orElse(null), bestSecond, SECOND_WIDTH));
            }
        }
        line(line.toString());
    }

    private void failures() {
        for (CellResult result : results.failures()) {
            Cell cell = result.cell();
            line("failed: " + cell.benchmark().id() + ", " + cell.variant()
                    + ", buffer " + Figures.bytes(cell.bufferSizeBytes())
                    + ", messages of " + Figures.bytes(cell.messageSizeBytes())
                    + ": " + result.failure());
        }
    }

    private void line(String line) {
        text.append(line.stripTrailing()).append('\n');
    }

    private static String marked(Double value, Double best, int width) {
        String mark = value != null && value.equals(best) ? "*" : " ";
        return right(Figures.number(value), width) + mark;
    }

    private static String right(String value, int width) {
        return " ".repeat(Math.max(0, width - value.length())) + value;
    }

    /** One figure of a variant, and which way is better. */
    private record Column(
            String title, Function<CellResult, Double> figure, boolean moreIsBetter) {

        /** Returns the best figure, or null where there is nothing to compare. */
        Double best(List<Optional<CellResult>> row) {
            List<Double> figures = row.stream()
                    .flatMap(Optional::stream)
                    .map(figure)
                    .filter(Objects::nonNull)
                    .sorted()
                    .toList();
            if (figures.size() < 2) {
                return null;
            }
            return moreIsBetter ? figures.get(figures.size() - 1) : figures.get(0);
        }
    }
}
