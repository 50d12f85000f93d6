package io.github.nioecho.bench.report;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.CellSummary;
import io.github.nioecho.bench.results.ComparisonPlan;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.results.ServerInfo;
import io.github.nioecho.bench.results.Transport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;

/** The cells of a comparison, found by what they are of. */
final class ComparisonCells {

    private final ComparisonPlan plan;
    private final List<String> models = new ArrayList<>();
    private final List<String> others = new ArrayList<>();
    private final Map<Cell, CellSummary> cells = new HashMap<>();

    ComparisonCells(Results results) {
        plan = results.comparison().plan();
        Map<String, ServerInfo.Kind> kinds = new HashMap<>();
        results.servers().forEach(server -> kinds.put(server.name(), server.kind()));
        for (String variant : plan.variants()) {
            (kinds.get(variant) == ServerInfo.Kind.MODEL ? models : others).add(variant);
        }
        results.comparison().summaries().forEach(
                summary -> cells.put(key(summary.cell()), summary));
    }

    ComparisonPlan plan() {
        return plan;
    }

    /** Returns the I/O models among the servers. */
    List<String> models() {
        return models;
    }

    /** Returns the servers that are no models. */
    List<String> others() {
        return others;
    }

    /** Returns all servers, the models first. */
    List<String> all() {
        List<String> all = new ArrayList<>(models);
        all.addAll(others);
        return all;
    }

    /** Returns whom a reader chooses from: the models, or all servers if those are too few. */
    List<String> rivals() {
        return models.size() > 1 ? models : all();
    }

    /** Returns a cell, or null if it was not measured. */
    CellSummary cell(Question question, String variant, Integer buffer, Messages message) {
        return cells.get(new Cell(question, variant, buffer, message, 0, null));
    }

    /** Returns the throughput cells of a message size by server and buffer size. */
    BiFunction<String, Integer, CellSummary> throughput(Messages message) {
        return (variant, buffer) -> cell(Question.THROUGHPUT, variant, buffer, message);
    }

    /** Returns whether anything at all was measured. */
    boolean hasFigures() {
        return cells.values().stream().anyMatch(cell -> cell.score() != null);
    }

    /** Returns the question by which servers are ranked. */
    Question question() {
        return plan.questions().contains(Question.THROUGHPUT)
                ? Question.THROUGHPUT : plan.questions().get(0);
    }

    /**
     * Returns the buffer size at which servers are ranked for a message size: the smallest that
     * holds a message, or else the greatest. It is chosen before any figure is seen: the best of
     * several figures is in part the luckiest.
     *
     * @return bytes, or null if the buffers are not known
     */
    Integer bufferFor(Messages message) {
        List<Integer> known =
                plan.bufferSizesBytes().stream().filter(Objects::nonNull).sorted().toList();
        return known.isEmpty() ? null : known.stream()
                .filter(buffer -> buffer >= message.largestBytes())
                .findFirst().orElseGet(() -> Collections.max(known));
    }

    /** Returns what follows a title: the transport, unless it is the usual one. */
    String overTransport() {
        return plan.transport() == Transport.TCP ? "" : ", over " + plan.transport().words();
    }

    /** The grid has one number of connections and threads for each question. */
    private static Cell key(Cell cell) {
        return new Cell(cell.benchmark(), cell.variant(), cell.bufferSizeBytes(),
                cell.messages(), 0, null);
    }
}
