package io.github.nioecho.bench.report;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.results.CellSummary;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.results.Ratio;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Servers by message size: how each stands to the baseline. As words, so that a terminal and a page
 * say the same.
 *
 * @param title which figure is compared, and with what
 * @param columns one for each message size
 * @param rows one for each server, the models first
 */
public record RatioTable(String title, List<Column> columns, List<Row> rows) {

    private static final int COLUMNS_PER_BLOCK = 2;
    private static final int MOST_NAME_WIDTH = 20;
    private static final int RATIO_WIDTH = 5;
    private static final int INTERVAL_WIDTH = 14;
    private static final int COLUMN_WIDTH = 38;
    private static final int HEAD_WIDTH = COLUMN_WIDTH - 2;
    private static final String MESSAGES = " messages";

    /** Copies the lists. */
    public RatioTable {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /** Returns the table of a comparison, or null if it has no ratios. */
    static RatioTable of(ComparisonCells cells) {
        List<Messages> messages = cells.plan().messages();
        List<Row> rows = cells.all().stream()
                .map(server -> new Row(server, cells.models().contains(server), messages.stream()
                        .map(message -> entry(cells, server, message)).toList()))
                .toList();
        boolean isEmpty = rows.stream().flatMap(row -> row.entries().stream())
                .allMatch(entry -> entry.ratio().isEmpty());
        return isEmpty ? null : new RatioTable(
                title(cells), messages.stream().map(message -> column(cells, message)).toList(),
                rows);
    }

    private static String title(ComparisonCells cells) {
        String figure = Wording.figure(cells.question());
        return figure.substring(0, 1).toUpperCase(Locale.ROOT) + figure.substring(1)
                + " against " + cells.plan().baseline() + cells.overTransport();
    }

    private static Column column(ComparisonCells cells, Messages message) {
        Integer buffer = cells.bufferFor(message);
        return new Column(
                Figures.messages(message, HEAD_WIDTH - MESSAGES.length()) + MESSAGES,
                buffer == null ? "" : Figures.bytes(buffer) + " buffers");
    }

    private static Entry entry(ComparisonCells cells, String server, Messages message) {
        Question question = cells.question();
        CellSummary cell = cells.cell(question, server, cells.bufferFor(message), message);
        if (cell == null) {
            return new Entry("", "", "not measured");
        }
        if (cell.score() == null) {
            return new Entry("", "", "failed");
        }
        if (server.equals(cells.plan().baseline())) {
            return new Entry("", "", "baseline");
        }
        Ratio ratio = cell.ratio();
        if (ratio == null) {
            return new Entry("", "", "no ratio");
        }
        return ratio.interval() == null
                ? new Entry(Wording.ratio(ratio.value()), "", "no interval")
                : new Entry(Wording.ratio(ratio.value(), ratio.interval()),
                        Wording.ends(ratio.interval()), ratio.verdict().id());
    }

    /** Returns it as lines for a terminal of 100 columns. */
    List<String> lines() {
        int nameWidth = Math.min(MOST_NAME_WIDTH,
                rows.stream().mapToInt(row -> row.server().length()).max().orElse(0));
        List<String> lines = new ArrayList<>();
        lines.add(title);
        for (int from = 0; from < columns.size(); from += COLUMNS_PER_BLOCK) {
            int to = Math.min(from + COLUMNS_PER_BLOCK, columns.size());
            addHead(columns.subList(from, to), nameWidth, lines);
            for (Row row : rows) {
                StringBuilder line = new StringBuilder(left(shortened(row.server()), nameWidth));
                row.entries().subList(from, to).forEach(entry ->
                        line.append("  ").append(left(entry.text(), HEAD_WIDTH)));
                lines.add(line.toString().stripTrailing());
            }
        }
        return lines;
    }

    /** Heads columns: in two lines if one of them does not fit in one, as a mixture's. */
    private static void addHead(List<Column> columns, int nameWidth, List<String> lines) {
        if (columns.stream().allMatch(column -> column.text().length() <= HEAD_WIDTH)) {
            lines.add(head(columns, Column::text, nameWidth));
        } else {
            lines.add(head(columns, Column::messages, nameWidth));
            lines.add(head(columns, Column::buffers, nameWidth));
        }
    }

    private static String head(
            List<Column> columns, Function<Column, String> text, int nameWidth) {
        StringBuilder head = new StringBuilder(left("", nameWidth));
        columns.forEach(column -> head.append("  ").append(left(text.apply(column), HEAD_WIDTH)));
        return head.toString().stripTrailing();
    }

    /** Keeps the end of a long name: a target's port. */
    private static String shortened(String name) {
        return name.length() <= MOST_NAME_WIDTH
                ? name : ".." + name.substring(name.length() - MOST_NAME_WIDTH + 2);
    }

    private static String left(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    /**
     * A message size.
     *
     * @param messages the size, in words
     * @param buffers the buffer size of the figures below; empty if it is not known
     */
    public record Column(String messages, String buffers) {

        private String text() {
            return buffers.isEmpty() ? messages : messages + ", " + buffers;
        }
    }

    /**
     * A server.
     *
     * @param server its name
     * @param model whether it is one of the I/O models
     * @param entries one for each column
     */
    public record Row(String server, boolean model, List<Entry> entries) {

        /** Copies the list. */
        public Row {
            entries = List.copyOf(entries);
        }
    }

    /**
     * How a server stands to the baseline for a message size.
     *
     * @param ratio the ratio, or empty
     * @param interval its interval of 95 %, or empty
     * @param verdict what the interval allows to say, or why there is nothing to say
     */
    public record Entry(String ratio, String interval, String verdict) {

        private String text() {
            return left(ratio, RATIO_WIDTH) + " " + left(interval, INTERVAL_WIDTH) + "  "
                    + verdict;
        }
    }
}
