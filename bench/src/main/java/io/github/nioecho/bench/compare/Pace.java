package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.results.ComparisonPlan;
import io.github.nioecho.bench.results.Measurement;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How a comparison goes on: for how many rounds, and with how many blocks in each setting.
 *
 * @param precision see {@link Doubt}; null if not asked for
 * @param choosesRounds whether there are as many rounds as fit before the deadline; otherwise as
 *     many as planned
 * @param choosesBlocks whether blocks go to where doubt is; otherwise all have as many as planned
 * @param deadlineNanos when to be done, by {@link System#nanoTime()}
 */
record Pace(Double precision, boolean choosesRounds, boolean choosesBlocks, long deadlineNanos) {

    /** Rounds that all settings have alike, before there are intervals to go by. */
    static final int FIRST_ROUNDS = 3;

    /**
     * Returns whether to measure another round.
     *
     * @param done rounds that are measured
     * @param roundNanos what the last one took
     */
    boolean goesOn(
            ComparisonPlan plan, int done, long roundNanos, List<Measurement> measurements) {
        if (precision != null && done >= FIRST_ROUNDS
                && new Doubt(plan, precision, measurements).isGone()) {
            return false;
        }
        if (!choosesRounds) {
            return done < plan.rounds();
        }
        return done < Budget.FEWEST_ROUNDS || done < Budget.MOST_ROUNDS
                && System.nanoTime() + roundNanos - deadlineNanos <= 0;
    }

    /** Returns the blocks of each setting in the next round. */
    Map<Setting, Integer> blocks(ComparisonPlan plan, int done, List<Measurement> measurements) {
        return choosesBlocks && done >= FIRST_ROUNDS
                ? new Doubt(plan, precision, measurements).blocks()
                : Setting.of(plan).stream()
                        .collect(Collectors.toMap(setting -> setting, setting -> plan.blocks()));
    }
}
