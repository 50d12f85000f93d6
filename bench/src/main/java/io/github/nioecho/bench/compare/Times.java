package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.results.Cell;
import io.github.nioecho.bench.results.Question;
import java.util.List;

/**
 * How long a cell is loaded.
 *
 * @param warmupMillis load that is not counted, in milliseconds
 * @param measureMillis load that is, in milliseconds
 */
record Times(long warmupMillis, long measureMillis) {

    /** Warm-up as a share of the measured time, where it is not given. */
    static final double WARMUP_SHARE = 0.2;

    /**
     * What a server needs more for what it has not done before: its compiler competes with it for the
     * processors. Without, a library with much code of its own, as NIO.2 is, looks up to twice as
     * expensive in its first cell as in the next ones; after this, neither throughput nor CPU per
     * round trip change any more.
     */
    static final long FRESH_MILLIS = 1000;

    // Whoever measures for a blink wants no second of warm-up.
    private static final int FRESH_FACTOR = 5;

    /** Returns the times with the usual share of warm-up. */
    static Times measuring(long measureMillis) {
        return new Times(Math.round(measureMillis * WARMUP_SHARE), measureMillis);
    }

    /** Returns the warm-up of a server for what it has not done before, in milliseconds. */
    long freshWarmupMillis() {
        return warmupMillis + Math.min(FRESH_MILLIS, FRESH_FACTOR * measureMillis);
    }

    /** Returns the warm-up before one of the cells that are measured on a fresh server. */
    long warmupMillis(List<Cell> cells, int index) {
        return isNew(cells, index) ? freshWarmupMillis() : warmupMillis;
    }

    /** Returns how long a fresh server is loaded that is measured in some cells. */
    long loadMillis(List<Cell> cells) {
        int news = newCells(cells);
        return news * freshWarmupMillis() + (cells.size() - news) * warmupMillis
                + cells.size() * measureMillis;
    }

    /** Returns how many of the cells have a fresh server do what it has not done before. */
    static int newCells(List<Cell> cells) {
        int news = 0;
        for (int i = 0; i < cells.size(); i++) {
            news += isNew(cells, i) ? 1 : 0;
        }
        return news;
    }

    /** To echo is new in the first cell; to take connections and let them go in the first churn. */
    private static boolean isNew(List<Cell> cells, int index) {
        return index == 0 || isChurn(cells.get(index))
                && cells.subList(0, index).stream().noneMatch(Times::isChurn);
    }

    private static boolean isChurn(Cell cell) {
        return cell.benchmark() == Question.CHURN;
    }
}
