package io.github.nioecho.bench.report;

import io.github.nioecho.bench.results.ConnectionsResults;
import io.github.nioecho.bench.results.ConnectionsRun;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Function;

/** What a run over connections shows: the memory of an idle one, and the CPU among many. */
final class ConnectionsFindings {

    private static final int BYTES_PER_KILOBYTE = 1000;

    private final ConnectionsResults connections;

    private ConnectionsFindings(ConnectionsResults connections) {
        this.connections = connections;
    }

    /** Returns one section, or none without figures. */
    static List<Summary.Section> of(ConnectionsResults connections) {
        List<String> sentences = new ArrayList<>();
        ConnectionsFindings findings = new ConnectionsFindings(connections);
        findings.sentence("resident memory each", "KB",
                run -> run.residentBytesPerConnection() == null
                        ? null : run.residentBytesPerConnection() / BYTES_PER_KILOBYTE, sentences);
        findings.sentence("server CPU per round trip", "us",
                ConnectionsRun::cpuMicrosPerRoundTrip, sentences);
        if (!sentences.isEmpty() && connections.plan().rounds() == 1) {
            sentences.add("One round each: small differences mean nothing.");
        }
        return sentences.isEmpty() ? List.of()
                : List.of(new Summary.Section("Over the number of connections", sentences));
    }

    private void sentence(String words, String unit, Function<ConnectionsRun, Double> figure,
            List<String> sentences) {
        OptionalInt most = connections.runs().stream()
                .filter(run -> figure.apply(run) != null)
                .mapToInt(ConnectionsRun::connections)
                .max();
        if (most.isEmpty()) {
            return;
        }
        List<Range> ranges = new ArrayList<>();
        List<String> without = new ArrayList<>();
        for (String variant : connections.plan().variants()) {
            double[] values = connections.runs().stream()
                    .filter(run -> run.variant().equals(variant))
                    .filter(run -> run.connections() == most.getAsInt())
                    .map(figure)
                    .filter(value -> value != null)
                    .mapToDouble(Double::doubleValue)
                    .sorted()
                    .toArray();
            if (values.length > 0) {
                ranges.add(new Range(variant, values[0], values[values.length - 1]));
            } else {
                without.add(variant);
            }
        }
        ranges.sort(Comparator.comparingDouble(Range::low));
        sentences.add(String.format(Locale.ROOT, "With %,d connections, %s: ",
                        most.getAsInt(), words)
                + String.join("; ", ranges.stream().map(range -> range.text(unit)).toList())
                + (without.isEmpty() ? "" : "; not measured: " + Wording.and(without))
                + ".");
    }

    /** What the rounds of a server span. */
    private record Range(String variant, double low, double high) {

        String text(String unit) {
            return variant + " " + Wording.range(low, high) + " " + unit;
        }
    }
}
