package io.github.nioecho.bench.report;

import io.github.nioecho.bench.results.BufferResults;
import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.CellSummary;
import io.github.nioecho.bench.results.ComparisonResults;
import io.github.nioecho.bench.results.ConnectionsPlan;
import io.github.nioecho.bench.results.ConnectionsResults;
import io.github.nioecho.bench.results.LatencyResults;
import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.results.ServerInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What to know of a run before its figures: what is missing, and what is shaky. */
final class Warnings {

    private final Results results;
    private final List<String> warnings = new ArrayList<>();
    // By server and cause, where it happened.
    private final Map<String, List<String>> failures = new LinkedHashMap<>();

    private Warnings(Results results) {
        this.results = results;
    }

    /** Returns one sentence for each, the gravest first; none if all went well. */
    static List<String> of(Results results) {
        return new Warnings(results).collect();
    }

    private List<String> collect() {
        if (!results.complete()) {
            warnings.add("This run was stopped early; it shows what was measured by then.");
        }
        if (results.comparison() != null) {
            failuresOf(results.comparison());
        }
        if (results.latency() != null) {
            failuresOf(results.latency());
        }
        if (results.connections() != null) {
            failuresOf(results.connections());
        }
        if (results.buffers() != null) {
            failuresOf(results.buffers());
        }
        failures.forEach((cause, places) ->
                warnings.add(cause + " (" + Wording.few(places) + ")."));
        for (ServerInfo server : results.servers()) {
            if (server.leftOut() != null) {
                warnings.add(server.name() + " was left out: " + server.leftOut() + ".");
            }
        }
        if (results.comparison() != null) {
            noise(results.comparison());
        }
        if (results.connections() != null) {
            fewerThanAsked(results.connections().plan());
        }
        return warnings;
    }

    private void failuresOf(ComparisonResults comparison) {
        for (CellSummary cell : comparison.summaries()) {
            for (String cause : cell.failures()) {
                failed(cell.cell().variant(), cause, cell.cell().benchmark().id()
                        + place(cell.cell())
                        + (cell.rounds() > 0 ? ", some rounds" : ""));
            }
        }
    }

    private void failuresOf(LatencyResults latency) {
        latency.runs().stream().filter(run -> run.failure() != null).forEach(run ->
                failed(run.variant(), run.failure(), Figures.number(run.targetRate())
                        + " messages/s, round " + run.round()));
    }

    private void failuresOf(ConnectionsResults connections) {
        connections.runs().stream().filter(run -> run.failure() != null).forEach(run ->
                failed(run.variant(), run.failure(),
                        Wording.count(run.connections(), "connection") + ", round "
                                + run.round()));
    }

    private void failuresOf(BufferResults buffers) {
        Stream.concat(buffers.grid().stream(), buffers.measurements().stream())
                .filter(each -> each.failure() != null)
                .forEach(each -> failed(each.cell().variant(), each.failure(),
                        place(each.cell()).substring(2)));
    }

    private void failed(String variant, String cause, String place) {
        failures.computeIfAbsent(variant + " failed: " + cause, key -> new ArrayList<>())
                .add(place);
    }

    private void noise(ComparisonResults comparison) {
        List<String> noisy = cells(comparison, CellSummary::noisy);
        if (!noisy.isEmpty()) {
            warnings.add(String.format(Locale.ROOT,
                    "Intervals that reach further than %.0f %%, in %d of %s: %s.",
                    CellSummary.NOISE_BOUND * 100, noisy.size(),
                    Wording.count(comparison.summaries().size(), "cell"), Wording.few(noisy)));
        }
        List<String> cold = cells(comparison, cell -> cell.rounds() > 0 && !cell.settled());
        if (!cold.isEmpty()) {
            warnings.add("Not warm in every round, so perhaps better than shown: "
                    + Wording.few(cold) + ".");
        }
        List<String> unknown = cells(comparison, cell -> cell.rounds() > 1
                && cell.score() != null && cell.scoreInterval() == null);
        if (!unknown.isEmpty()) {
            warnings.add("Too few rounds for an interval, for how much they differ: "
                    + Wording.few(unknown) + ".");
        }
        if (comparison.plan().rounds() < 2) {
            warnings.add("One round gives no intervals, so no difference is claimed.");
        }
    }

    /** Names the cells of which something is true. */
    private static List<String> cells(
            ComparisonResults comparison, Predicate<CellSummary> condition) {
        return comparison.summaries().stream()
                .filter(condition)
                .map(cell -> cell.cell().variant() + ", " + cell.cell().benchmark().id()
                        + place(cell.cell()))
                .toList();
    }

    private void fewerThanAsked(ConnectionsPlan plan) {
        List<String> dropped = plan.asked().stream()
                .filter(asked -> !plan.counts().contains(asked))
                .map(asked -> String.format(Locale.ROOT, "%,d", asked))
                .toList();
        if (!dropped.isEmpty()) {
            warnings.add("Not measured as asked, for want of file descriptors: "
                    + Wording.and(dropped) + " connections.");
        }
    }

    private static String place(Cell cell) {
        return (cell.bufferSizeBytes() == null
                        ? "" : ", " + Figures.bytes(cell.bufferSizeBytes()) + " buffer")
                + ", " + Figures.messages(cell.messages()) + " messages";
    }
}
