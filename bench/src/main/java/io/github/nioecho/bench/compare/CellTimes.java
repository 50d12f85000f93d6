package io.github.nioecho.bench.compare;

import java.time.Duration;

/**
 * How long a cell is warmed up and measured.
 *
 * @param warmupMillis warm-up, in milliseconds
 * @param iterations measured iterations
 * @param iterationMillis length of one measured iteration, in milliseconds
 */
record CellTimes(long warmupMillis, int iterations, long iterationMillis) {

    /** The shortest times that are worth starting two JVMs for. */
    static final CellTimes SHORTEST = new CellTimes(200, 3, 100);

    /** What starting a client and a server usually takes, where it could not be measured. */
    static final Duration USUAL_OVERHEAD = Duration.ofMillis(1500);

    private static final double WARMUP_SHARE = 0.4;
    // Starting JVMs takes longer now and then: a run shall not end after its budget because of it.
    private static final double PLANNED_SHARE = 0.88;

    /**
     * Shares a budget out over cells.
     *
     * @param budget for everything
     * @param cells how many there are
     * @param overhead what a cell takes beside the times, such as starting its JVMs
     * @return times that fill the budget, but never less than {@link #SHORTEST}
     */
    static CellTimes within(Duration budget, int cells, Duration overhead) {
        double millis = budget.toMillis() * PLANNED_SHARE / cells - overhead.toMillis();
        if (millis <= SHORTEST.totalMillis()) {
            return SHORTEST;
        }
        return new CellTimes(
                (long) (millis * WARMUP_SHARE),
                SHORTEST.iterations,
                (long) (millis * (1 - WARMUP_SHARE) / SHORTEST.iterations));
    }

    /** Returns the time of one cell, without what starting it takes. */
    long totalMillis() {
        return warmupMillis + iterations * iterationMillis;
    }

    /** Returns what a number of cells will take. */
    Duration estimate(int cells, Duration overhead) {
        return overhead.plusMillis(totalMillis()).multipliedBy(cells);
    }
}
