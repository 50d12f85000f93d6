package io.github.nioecho.bench.connections;

import io.github.nioecho.bench.report.Figures;
import io.github.nioecho.bench.results.ConnectionsPlan;
import io.github.nioecho.bench.results.ConnectionsResults;
import io.github.nioecho.bench.results.ConnectionsRun;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;

/**
 * Results as text for a terminal of 100 columns: for each number of connections a row per server,
 * each figure the median over the rounds, {@code -} where it was not measured.
 */
final class ConnectionsTable {

    private static final String ROW = "%11s  %-16s %10s %12s %11s %11s %9s";
    private static final double KIB = 1024;

    private ConnectionsTable() {
    }

    /** Writes the table, and below it the runs that failed. Lines end with a line feed. */
    static String render(ConnectionsResults results) {
        ConnectionsPlan plan = results.plan();
        StringBuilder text = new StringBuilder();
        line(text, " ".repeat(30) + "KiB per idle connection");
        line(text, String.format(Locale.ROOT, ROW, "connections", "server", "resident",
                "heap+direct", "connects/s", "echoes/s", "CPU us"));
        for (int count : plan.counts()) {
            String shown = String.format(Locale.ROOT, "%,d", count);
            for (String variant : plan.variants()) {
                List<ConnectionsRun> runs = results.runs().stream()
                        .filter(run -> run.connections() == count && run.variant().equals(variant))
                        .toList();
                line(text, row(shown, variant, runs));
                shown = "";
            }
        }
        for (ConnectionsRun run : results.runs()) {
            if (run.failure() != null) {
                line(text, String.format(Locale.ROOT,
                        "failed: %s with %,d connections, round %d: %s",
                        run.variant(), run.connections(), run.round(), run.failure()));
            }
        }
        return text.toString();
    }

    private static String row(String count, String variant, List<ConnectionsRun> runs) {
        if (!runs.isEmpty() && runs.stream().allMatch(run -> run.failure() != null)) {
            return String.format(Locale.ROOT, ROW, count, variant, "failed", "", "", "", "");
        }
        return String.format(Locale.ROOT, ROW, count, variant,
                figure(runs, ConnectionsRun::residentBytesPerConnection, KIB),
                figure(runs, ConnectionsRun::heapAndDirectBytesPerConnection, KIB),
                figure(runs, ConnectionsRun::connectsPerSecond, 1),
                figure(runs, ConnectionsRun::roundTripsPerSecond, 1),
                figure(runs, ConnectionsRun::cpuMicrosPerRoundTrip, 1));
    }

    private static String figure(
            List<ConnectionsRun> runs, Function<ConnectionsRun, Double> figure, double unit) {
        List<Double> figures = runs.stream()
                .map(figure).filter(Objects::nonNull).map(value -> value / unit).sorted().toList();
        return Figures.number(figures.isEmpty() ? null : median(figures));
    }

    private static double median(List<Double> ascending) {
        int size = ascending.size();
        return (ascending.get((size - 1) / 2) + ascending.get(size / 2)) / 2;
    }

    private static void line(StringBuilder text, String line) {
        text.append(line.stripTrailing()).append('\n');
    }
}
