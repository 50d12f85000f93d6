package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.options.Durations;
import io.github.nioecho.bench.results.Cell;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Chooses rounds and times that fit into a given time. What the user has chosen stays.
 *
 * <p>Five rounds come first: the t-interval of five values is half as wide as that of three, and a
 * fifth as wide as that of two, while a sixth one gains little. Then each measurement gets longer,
 * up to a second: 10 ms in which the machine does something else are 5 % of the shortest one. Only
 * then there are more rounds. Where even five of the shortest do not fit, there are fewer rounds,
 * but two at least: one round has no interval.
 */
final class Budget {

    static final int USUAL_ROUNDS = 5;
    static final int FEWEST_ROUNDS = 2;
    static final int MOST_ROUNDS = 30;
    static final long SHORTEST_MILLIS = 200;
    static final long LONG_ENOUGH_MILLIS = 1000;

    // Starting JVMs takes longer now and then: a run shall not end after its budget because of it.
    private static final double PLANNED_SHARE = 0.92;

    private final Duration budget;
    private final int visits;
    private final List<Cell> cells;
    private final Choice choice;

    /**
     * Makes a budget.
     *
     * @param budget for everything
     * @param visits servers to start in a round
     * @param cells what is measured on each of them
     * @param choice what the user has chosen
     */
    Budget(Duration budget, int visits, List<Cell> cells, Choice choice) {
        this.budget = budget;
        this.visits = visits;
        this.cells = cells;
        this.choice = choice;
    }

    /**
     * Chooses.
     *
     * @param spent what has passed of the budget
     * @param overhead what a server takes beside its load: to be started and ended
     * @throws BudgetTooShortException if not even the least fits
     */
    Schedule schedule(Duration spent, Duration overhead) throws BudgetTooShortException {
        double millis = budget.toMillis() * PLANNED_SHARE - spent.toMillis();
        if (choice.measureMillis != null) {
            Times times = times(choice.measureMillis);
            int rounds = choice.rounds != null
                    ? choice.rounds
                    : (int) Math.min(MOST_ROUNDS, millis / estimate(1, times, overhead).toMillis());
            return require(rounds, choice.rounds != null, times, spent, overhead);
        }
        int rounds = choice.rounds != null ? choice.rounds : USUAL_ROUNDS;
        if (choice.rounds == null) {
            while (rounds > FEWEST_ROUNDS
                    && measureMillis(millis, rounds, overhead) < SHORTEST_MILLIS) {
                rounds--;
            }
            while (rounds < MOST_ROUNDS
                    && measureMillis(millis, rounds + 1, overhead) >= LONG_ENOUGH_MILLIS) {
                rounds++;
            }
        }
        long measureMillis = measureMillis(millis, rounds, overhead);
        if (measureMillis < SHORTEST_MILLIS) {
            throw tooShort(rounds, times(SHORTEST_MILLIS), spent, overhead);
        }
        return new Schedule(rounds, times(measureMillis));
    }

    /** Returns what rounds will take. */
    Duration estimate(int rounds, Times times, Duration overhead) {
        return overhead.plusMillis(times.loadMillis(cells)).multipliedBy((long) visits * rounds);
    }

    /** Writes what was chosen, for people. */
    String describe(Schedule schedule, Duration overhead) {
        Times times = schedule.times();
        return String.format(Locale.ROOT,
                "%d rounds of %d servers, on each of them %d measurements of %.2f s after %.2f s of"
                        + " warm-up%n(%.2f s for the first%s); about %s",
                schedule.rounds(), visits, cells.size(), times.measureMillis() / 1e3,
                times.warmupMillis() / 1e3, times.freshWarmupMillis() / 1e3,
                Times.newCells(cells) > 1 ? " and the first churn" : "",
                Durations.format(estimate(schedule.rounds(), times, overhead)));
    }

    private Schedule require(int rounds, boolean chosen, Times times, Duration spent,
            Duration overhead) throws BudgetTooShortException {
        if (!chosen && rounds < FEWEST_ROUNDS) {
            throw tooShort(FEWEST_ROUNDS, times, spent, overhead);
        }
        return new Schedule(rounds, times);
    }

    private BudgetTooShortException tooShort(
            int rounds, Times times, Duration spent, Duration overhead) {
        double millis = spent.plus(estimate(rounds, times, overhead)).toMillis() / PLANNED_SHARE;
        // Upwards to a second, which is what people are told.
        return new BudgetTooShortException(Duration.ofSeconds((long) Math.ceil(millis / 1000)));
    }

    /** Returns how long each measurement of so many rounds can be. */
    private long measureMillis(double millis, int rounds, Duration overhead) {
        double cellMillis = (millis / ((double) rounds * visits) - overhead.toMillis()
                - (double) Times.newCells(cells) * Times.FRESH_MILLIS) / cells.size();
        return (long) (choice.warmupMillis != null
                ? cellMillis - choice.warmupMillis
                : cellMillis / (1 + Times.WARMUP_SHARE));
    }

    private Times times(long measureMillis) {
        return choice.warmupMillis != null
                ? new Times(choice.warmupMillis, measureMillis)
                : Times.measuring(measureMillis);
    }

    /**
     * What the user has chosen; null is left to the budget.
     *
     * @param rounds how often everything is measured
     * @param warmupMillis load that is not counted, in milliseconds
     * @param measureMillis load that is, in milliseconds
     */
    record Choice(Integer rounds, Long warmupMillis, Long measureMillis) {
    }
}
