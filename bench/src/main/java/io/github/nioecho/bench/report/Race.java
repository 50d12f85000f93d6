package io.github.nioecho.bench.report;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.results.CellSummary;
import io.github.nioecho.bench.results.Interval;
import io.github.nioecho.bench.results.Question;
import io.github.nioecho.bench.results.Ratio;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How servers stand to the baseline with one buffer size and one message size. A server leads if it
 * is not shown to be worse than any other. Intervals of ratios to the same baseline that do not
 * overlap show it.
 */
final class Race {

    private static final Ratio BASELINE =
            new Ratio(1, new Interval(1, 1), 0, Ratio.Verdict.NO_DIFFERENCE);

    private final boolean moreIsBetter;
    private final Map<String, Ratio> standings = new LinkedHashMap<>();

    private Race(boolean moreIsBetter) {
        this.moreIsBetter = moreIsBetter;
    }

    /** Returns the race of those servers of which there is an interval. */
    static Race of(ComparisonCells cells, Question question, List<String> servers,
            Integer buffer, Messages message) {
        Race race = new Race(question != Question.LATENCY);
        String baseline = cells.plan().baseline();
        CellSummary reference = cells.cell(question, baseline, buffer, message);
        if (reference == null || reference.score() == null) {
            return race;
        }
        for (String server : servers) {
            CellSummary cell = cells.cell(question, server, buffer, message);
            if (server.equals(baseline)) {
                race.standings.put(server, BASELINE);
            } else if (cell != null && cell.ratio() != null && cell.ratio().interval() != null) {
                race.standings.put(server, cell.ratio());
            }
        }
        return race;
    }

    /** Returns the servers that lead, in their order; none of fewer than two. */
    List<String> leaders() {
        double floor = standings.values().stream()
                .mapToDouble(ratio -> better(ratio.interval()).low()).max().orElse(0);
        return standings.size() < 2 ? List.of() : standings.entrySet().stream()
                .filter(standing -> better(standing.getValue().interval()).high() >= floor)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Returns the servers in it, the one with the best figure first. */
    List<String> ranked() {
        Comparator<String> byFigure =
                Comparator.comparingDouble(server -> standings.get(server).value());
        return standings.keySet().stream()
                .sorted(moreIsBetter ? byFigure.reversed() : byFigure).toList();
    }

    /** Returns a server's ratio to the baseline, which is 1 for the baseline; null without one. */
    Ratio ratio(String server) {
        return standings.get(server);
    }

    private Interval better(Interval ratio) {
        return moreIsBetter ? ratio : new Interval(1 / ratio.high(), 1 / ratio.low());
    }
}
