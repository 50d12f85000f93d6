package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.options.Durations;
import java.time.Duration;
import java.util.Locale;

/**
 * Chooses rounds, blocks and times that fit into a given time. What the user has chosen stays.
 *
 * <p>Eight rounds come first: a JVM is what varies most, and the t-interval of eight values is two
 * thirds as wide as that of five, and a third of that of three. Then there are more blocks in each,
 * up to {@value #ENOUGH_BLOCKS}; only then there are more rounds. Where even eight of the fewest
 * blocks do not fit, there are fewer rounds, but two at least: one round has no interval.
 */
final class Budget {

    static final int USUAL_ROUNDS = 8;
    static final int FEWEST_ROUNDS = 2;
    static final int MOST_ROUNDS = 30;
    static final int FEWEST_BLOCKS = 4;
    static final int ENOUGH_BLOCKS = 12;

    // Starting JVMs takes longer now and then: a run shall not end after its budget because of it.
    private static final double PLANNED_SHARE = 0.95;

    private final Duration budget;
    private final int servers;
    private final int settings;
    private final Choice choice;

    /**
     * Makes a budget.
     *
     * @param budget for everything
     * @param servers that take turns
     * @param settings in which they do, in each round
     * @param choice what the user has chosen
     */
    Budget(Duration budget, int servers, int settings, Choice choice) {
        this.budget = budget;
        this.servers = servers;
        this.settings = settings;
        this.choice = choice;
    }

    /**
     * Chooses.
     *
     * @param spent what has passed of the budget
     * @param overhead what a round takes beside the load: to start, warm up and end servers, and to
     *     connect
     * @throws BudgetTooShortException if not even the least fits
     */
    Schedule schedule(Duration spent, Duration overhead) throws BudgetTooShortException {
        double millis = millisLeft(spent);
        Times times = times();
        if (choice.measureMillis != null) {
            int blocks = Times.slices(choice.measureMillis);
            int fit = (int) Math.min(
                    MOST_ROUNDS, millis / round(blocks, times, overhead).toMillis());
            if (choice.rounds == null && fit < FEWEST_ROUNDS) {
                throw tooShort(FEWEST_ROUNDS, blocks, times, spent, overhead);
            }
            return new Schedule(choice.rounds != null ? choice.rounds : fit, blocks, times);
        }
        int rounds = choice.rounds != null ? choice.rounds : USUAL_ROUNDS;
        if (choice.rounds == null) {
            while (rounds > FEWEST_ROUNDS
                    && blocks(millis, rounds, times, overhead) < FEWEST_BLOCKS) {
                rounds--;
            }
            while (rounds < MOST_ROUNDS
                    && blocks(millis, rounds + 1, times, overhead) >= ENOUGH_BLOCKS) {
                rounds++;
            }
        }
        int blocks = blocks(millis, rounds, times, overhead);
        if (blocks < FEWEST_BLOCKS) {
            throw tooShort(rounds, FEWEST_BLOCKS, times, spent, overhead);
        }
        return new Schedule(rounds, blocks, times);
    }

    /** Returns what is left for rounds, in milliseconds. */
    double millisLeft(Duration spent) {
        return budget.toMillis() * PLANNED_SHARE - spent.toMillis();
    }

    /** Returns whether the number of rounds is what fits, and not what the user has chosen. */
    boolean choosesRounds() {
        return choice.rounds == null;
    }

    /** Returns whether blocks may go to where doubt is. */
    boolean choosesBlocks() {
        return choice.measureMillis == null;
    }

    /** Returns what a round will take. */
    Duration round(int blocks, Times times, Duration overhead) {
        return overhead.plusMillis(
                settings * servers * (times.warmupMillis() + blocks * times.sliceMillis()));
    }

    /** Writes what was chosen, for people. */
    String describe(Schedule schedule, Duration overhead) {
        Times times = schedule.times();
        return String.format(Locale.ROOT,
                "%d rounds of %d servers, each in a fresh JVM; in each of %d settings they take %d"
                        + " turns of %d ms,%nafter %d ms of warm-up; about %s",
                schedule.rounds(), servers, settings, schedule.blocks(), times.sliceMillis(),
                times.warmupMillis(),
                Durations.format(round(schedule.blocks(), times, overhead)
                        .multipliedBy(schedule.rounds())));
    }

    /** Returns the times of a round, for whichever number of blocks. */
    Times times() {
        if (choice.measureMillis != null) {
            long slice = choice.measureMillis / Times.slices(choice.measureMillis);
            return new Times(choice.warmupMillis != null
                    ? choice.warmupMillis : Times.usualWarmupMillis(choice.measureMillis),
                    Math.max(1, slice));
        }
        return new Times(choice.warmupMillis != null
                ? choice.warmupMillis
                : Times.usualWarmupMillis(FEWEST_BLOCKS * Times.LONGEST_SLICE_MILLIS),
                Times.LONGEST_SLICE_MILLIS);
    }

    /** Returns how many blocks each of so many rounds can have. */
    private int blocks(double millis, int rounds, Times times, Duration overhead) {
        double perServer = (millis / rounds - overhead.toMillis()) / settings / servers;
        return (int) ((perServer - times.warmupMillis()) / times.sliceMillis());
    }

    private BudgetTooShortException tooShort(
            int rounds, int blocks, Times times, Duration spent, Duration overhead) {
        double millis = spent.plus(round(blocks, times, overhead).multipliedBy(rounds)).toMillis()
                / PLANNED_SHARE;
        // Upwards to a second, which is what people are told.
        return new BudgetTooShortException(Duration.ofSeconds((long) Math.ceil(millis / 1000)));
    }

    /**
     * What the user has chosen; null is left to the budget.
     *
     * @param rounds how often everything is measured
     * @param warmupMillis load before a setting that is not counted, in milliseconds
     * @param measureMillis load of each server in a setting and round, in milliseconds
     */
    record Choice(Integer rounds, Long warmupMillis, Long measureMillis) {
    }
}
