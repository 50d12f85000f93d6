package io.github.nioecho.bench.latency;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.options.OptionCheck;
import io.github.nioecho.bench.report.Figures;
import io.github.nioecho.bench.results.LatencyPlan;
import io.github.nioecho.bench.run.ServerOptions;
import io.github.nioecho.bench.run.SizeOptions;
import io.github.nioecho.bench.run.Subject;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that say which load the servers get. */
final class LatencyOptions {

    private static final int DEFAULT_ROUNDS = 3;
    private static final String DEFAULT_BOUND = "5ms";
    private static final double MICROS_PER_MILLI = 1_000;

    @Option(names = "--rate", paramLabel = "N", defaultValue = "5000",
            description = "messages per second over all connections (${DEFAULT-VALUE})")
    private double rate;

    @Option(names = "--connections", paramLabel = "N", defaultValue = "8",
            description = "client connections (${DEFAULT-VALUE})")
    private int connections;

    @Option(names = "--duration", paramLabel = "TIME", defaultValue = "10s",
            description = "length of a run, like 500ms or 5m (${DEFAULT-VALUE})")
    private String duration;

    @Option(names = "--warmup", paramLabel = "TIME", defaultValue = "2s",
            description = "load before each run that is not counted (${DEFAULT-VALUE})")
    private String warmup;

    @Mixin
    private SizeOptions sizes;

    @Option(names = "--rounds", paramLabel = "N",
            description = "how often each server is measured (" + DEFAULT_ROUNDS + ")")
    private Integer rounds;

    @Option(names = "--sweep",
            description = "look for the highest rate that each server holds, from --rate on:"
                    + " doubles it, then narrows it down to a tenth; what is not held is tried"
                    + " twice")
    private boolean sweep;

    @Option(names = "--p99", paramLabel = "TIME",
            description = "with --sweep: a rate is held if not missed, with a p99 response time"
                    + " within this (" + DEFAULT_BOUND + ")")
    private String p99Bound;

    @Mixin
    private OptionCheck check;

    /**
     * Returns what was asked for.
     *
     * @throws ParameterException if an option has a value that makes no sense
     */
    LatencyPlan plan(ServerOptions servers) {
        if (!(rate > 0 && rate <= RateSearch.HIGHEST_RATE)) {
            throw check.wrong("--rate must be > 0 and at most 1,000,000 messages/s, was "
                    + Figures.number(rate));
        }
        check.requirePositive("--connections", connections);
        int bufferSizeBytes = sizes.bufferSizeBytes();
        Messages messages = sizes.messages();
        if (sweep && rounds != null) {
            throw check.wrong("--rounds and --sweep exclude each other");
        }
        if (!sweep && p99Bound != null) {
            throw check.wrong("--p99 is a bound for --sweep, which was not given");
        }
        int times = rounds == null ? DEFAULT_ROUNDS : rounds;
        check.requirePositive("--rounds", times);
        Duration length = check.duration("--duration", duration);
        if (rate * length.toMillis() < 1_000) {
            throw check.wrong("--duration must be long enough for one message at "
                    + LatencyTable.rate(rate) + ", was " + duration);
        }
        List<Subject> subjects = servers.subjects();
        boolean ours = subjects.stream().noneMatch(Subject::isTarget);
        return new LatencyPlan(
                subjects.stream().map(Subject::name).toList(),
                rate,
                connections,
                ours ? (Integer) bufferSizeBytes : null,
                messages,
                ours ? (Integer) servers.threads() : null,
                sweep ? 1 : times,
                check.duration("--warmup", warmup).toMillis(),
                length.toMillis(),
                sweep ? (Double) (positive("--p99", bound()).toMillis() * MICROS_PER_MILLI)
                        : null);
    }

    /** Returns the bound for a sweep, as the user wrote it. */
    String bound() {
        return p99Bound == null ? DEFAULT_BOUND : p99Bound;
    }

    private Duration positive(String option, String text) {
        Duration parsed = check.duration(option, text);
        if (parsed.isZero()) {
            throw check.wrong(option + " must be > 0, was " + text);
        }
        return parsed;
    }
}
