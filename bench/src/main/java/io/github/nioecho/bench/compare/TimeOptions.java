package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.options.OptionCheck;
import io.github.nioecho.bench.results.Cell;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say how often and how long to measure. */
final class TimeOptions {

    private static final Duration SHORTEST_TIME = Duration.ofMillis(1);

    @Option(names = "--budget", paramLabel = "TIME", defaultValue = "5m",
            description = "time for everything, like 90s or 5m; rounds and times are made to fit"
                    + " (${DEFAULT-VALUE})")
    private String budget;

    @Option(names = "--rounds", paramLabel = "N",
            description = "how often everything is measured (as the budget allows; 5, if it does)")
    private Integer rounds;

    @Option(names = "--time", paramLabel = "TIME",
            description = "length of one measurement, like 500ms (as the budget allows)")
    private String time;

    @Option(names = "--warmup", paramLabel = "TIME",
            description = "load before a measurement that is not counted, a second more for"
                    + " what a server has not done before (a fifth of --time)")
    private String warmup;

    @Mixin
    private OptionCheck check;

    /** Returns the time for everything, as the user wrote it. */
    String text() {
        return budget;
    }

    /** Returns the budget for so many visits in a round, on each of which cells are measured. */
    Budget budget(int visits, List<Cell> cells) {
        if (rounds != null) {
            check.requirePositive("--rounds", rounds);
        }
        Duration total = check.duration("--budget", budget);
        return new Budget(total, visits, cells, new Budget.Choice(
                rounds,
                warmup == null ? null : (Long) check.duration("--warmup", warmup).toMillis(),
                measureMillis()));
    }

    /** Returns the length of one measurement; null if it is left to the budget. */
    Long measureMillis() {
        return time == null
                ? null : (Long) check.duration("--time", time, SHORTEST_TIME).toMillis();
    }
}
