package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.options.OptionCheck;
import java.time.Duration;
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
            description = "how often everything is measured, each time in fresh JVMs (as the budget"
                    + " allows; 8, if it does)")
    private Integer rounds;

    @Option(names = "--time", paramLabel = "TIME",
            description = "length of one measurement, like 500ms, which is cut into slices; the"
                    + " servers take turns (as the budget allows, longer where doubt is)")
    private String time;

    @Option(names = "--warmup", paramLabel = "TIME",
            description = "load before a measurement that is not counted; a fresh server is warmed"
                    + " up before, until it is warm (a fifth of --time, 40ms at most)")
    private String warmup;

    @Option(names = "--precision", paramLabel = "PERCENT",
            description = "measure until every interval of a ratio reaches no further than this to"
                    + " one side, like 3%%, or the budget ends")
    private String precision;

    @Mixin
    private OptionCheck check;

    /** Returns the time for everything, as the user wrote it. */
    String text() {
        return budget;
    }

    /** Returns the precision, 0.03 is 3 %; null if none is asked for. */
    Double precision() {
        return precision == null ? null : (Double) check.percentage("--precision", precision, "3%");
    }

    /** Returns the budget for so many servers and settings. */
    Budget budget(int servers, int settings) {
        if (rounds != null) {
            check.requirePositive("--rounds", rounds);
        }
        Duration total = check.duration("--budget", budget);
        return new Budget(total, servers, settings, new Budget.Choice(
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
