package io.github.nioecho.bench.latency;

import io.github.nioecho.bench.report.Figures;
import io.github.nioecho.bench.report.ReportPage;
import io.github.nioecho.bench.results.Environment;
import io.github.nioecho.bench.results.LatencyPlan;
import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.results.ResultsFile;
import io.github.nioecho.bench.run.Durations;
import io.github.nioecho.bench.run.EnvironmentProbe;
import io.github.nioecho.bench.run.OutputFolder;
import io.github.nioecho.bench.run.Progress;
import io.github.nioecho.bench.run.RunLog;
import io.github.nioecho.bench.run.ServerOptions;
import io.github.nioecho.bench.run.Subject;
import io.github.nioecho.bench.run.ToolVersion;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * How long do users wait at a given rate, and what rate does a server hold?
 *
 * <pre>{@code
 * java -jar bench/target/benchmarks.jar latency --variants async,selector --rate 5000
 * }</pre>
 */
@Command(
        name = "latency",
        sortOptions = false,
        description = "Measures response times at a fixed rate, in an open loop.",
        footer = {
            "",
            "Messages leave by a schedule that waits for no reply. Response time counts from when a",
            "message was due, service time from when it was sent; the difference is how late it was",
            "sent, because the client was slow or the server took no more. A run whose rate is missed",
            "by more than 1 % is marked MISSED, and its files FAILED: its figures describe an overload.",
            "That is a result, not an error: the exit code is 1 only if a server fails."})
public final class LatencyCommand implements Callable<Integer> {

    private static final int EXIT_FAILURE = 1;
    private static final int DEFAULT_ROUNDS = 3;
    private static final String DEFAULT_BOUND = "5ms";
    private static final double MICROS_PER_MILLI = 1_000;

    @Mixin
    private ServerOptions servers;

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

    @Option(names = "--buffer-size", paramLabel = "BYTES", defaultValue = "1024",
            description = "size of each connection's buffer in the server (${DEFAULT-VALUE})")
    private int bufferSizeBytes;

    @Option(names = "--message-size", paramLabel = "BYTES", defaultValue = "1024",
            description = "size of one message (${DEFAULT-VALUE})")
    private int messageSizeBytes;

    @Option(names = "--rounds", paramLabel = "N",
            description = "how often each server is measured (" + DEFAULT_ROUNDS + ")")
    private Integer rounds;

    @Option(names = "--sweep",
            description = "look for the highest rate that each server holds, from --rate on: doubles"
                    + " it, then narrows it down to a tenth; each rate not held is tried twice")
    private boolean sweep;

    @Option(names = "--p99", paramLabel = "TIME",
            description = "with --sweep: a rate is held if not missed, with a p99 response time"
                    + " within this (" + DEFAULT_BOUND + ")")
    private String p99Bound;

    @Option(names = "--output", paramLabel = "DIR", defaultValue = "latency",
            description = "folder for results.json, index.html and histograms (${DEFAULT-VALUE})")
    private Path folder;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this help")
    private boolean help;

    @Spec
    private CommandSpec command;

    private boolean pageFailed;

    /** Called by picocli. */
    public LatencyCommand() {
    }

    /** Called by picocli, once the options are set. */
    @Override
    public Integer call() {
        LatencyPlan plan = plan();
        try {
            OutputFolder output = OutputFolder.open(folder);
            List<Subject> subjects = servers.subjects();
            for (Subject subject : subjects) {
                subject.requireEcho();
            }
            Environment environment = EnvironmentProbe.read();
            output.save(environment);
            long seed = ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
            LatencyRounds measured = new LatencyRounds(plan, subjects, servers.servers(),
                    new LatencyMeasurement(plan, seed, output.histograms()), ToolVersion.read(),
                    environment, seed, Clock.systemUTC());
            return run(plan, output, measured, seed);
        } catch (IOException e) {
            command.commandLine().getErr().println(e.getMessage());
            return EXIT_FAILURE;
        }
    }

    private int run(LatencyPlan plan, OutputFolder output, LatencyRounds measured, long seed)
            throws IOException {
        PrintWriter out = command.commandLine().getOut();
        Duration time = measured.runTime().multipliedBy(measured.runs());
        out.printf("Open loop, %s%s: %s%d runs in %s %s, seed %d%n%n",
                sweep ? "sweep from " : "", LatencyTable.rate(rate), sweep ? "at most " : "",
                measured.runs(), sweep ? "at most" : "about", Durations.format(time), seed);
        out.flush();
        try (RunLog<MeasuredRun> log = new RunLog<>(
                output, out, measured::results, results -> writePage(output, results))) {
            return measured.run(log, new Progress(out, measured.runs()))
                    ? report(output, log.finish())
                    : EXIT_FAILURE; // stopped, and told so
        }
    }

    /** Nothing else may be lost where the page cannot be written. */
    private void writePage(OutputFolder output, Results results) {
        try {
            ReportPage.write(output.path(), results);
        } catch (IOException | RuntimeException e) {
            pageFailed = true;
            command.commandLine().getErr().println("the page cannot be written (" + e
                    + "); the results are saved in " + output.path());
        }
    }

    private int report(OutputFolder output, Results results) {
        PrintWriter out = command.commandLine().getOut();
        LatencyPlan plan = results.latency().plan();
        out.println();
        out.printf("Messages of %s on %d connection%s%s; late: how late they were sent%n%n",
                Figures.bytes(plan.messageSizeBytes()), plan.connections(),
                plan.connections() == 1 ? "" : "s",
                plan.bufferSizeBytes() == null
                        ? "" : ", buffers of " + Figures.bytes(plan.bufferSizeBytes()));
        out.print(LatencyTable.render(results.latency()));
        if (sweep) {
            out.println();
            out.println("Highest rate held, with p99 response time within " + bound() + ":");
            out.print(LatencyTable.renderHeld(results.latency()));
        }
        out.println();
        out.println("Report: " + output.path().resolve(ReportPage.FILE)
                + "   Figures: " + output.path().resolve(ResultsFile.RESULTS));
        out.flush();
        boolean failed = results.latency().runs().stream().anyMatch(run -> run.failure() != null);
        return failed || pageFailed ? EXIT_FAILURE : 0;
    }

    private LatencyPlan plan() {
        if (!(rate > 0 && rate <= RateSearch.HIGHEST_RATE)) {
            throw usage("--rate must be > 0 and at most 1,000,000 messages/s, was "
                    + Figures.number(rate));
        }
        requirePositive("--connections", connections, "");
        requirePositive("--buffer-size", bufferSizeBytes, " byte");
        requirePositive("--message-size", messageSizeBytes, " byte");
        if (sweep && rounds != null) {
            throw usage("--rounds and --sweep exclude each other");
        }
        if (!sweep && p99Bound != null) {
            throw usage("--p99 is a bound for --sweep, which was not given");
        }
        int times = rounds == null ? DEFAULT_ROUNDS : rounds;
        requirePositive("--rounds", times, "");
        Duration length = duration("--duration", duration);
        if (rate * length.toMillis() < 1_000) {
            throw usage("--duration must be long enough for one message at "
                    + LatencyTable.rate(rate) + ", was " + duration);
        }
        List<Subject> subjects = servers.subjects();
        boolean ours = subjects.stream().noneMatch(Subject::isTarget);
        return new LatencyPlan(
                subjects.stream().map(Subject::name).toList(),
                rate,
                connections,
                ours ? (Integer) bufferSizeBytes : null,
                messageSizeBytes,
                ours ? (Integer) servers.threads() : null,
                sweep ? 1 : times,
                duration("--warmup", warmup).toMillis(),
                length.toMillis(),
                sweep ? (Double) (positive("--p99", bound()).toMillis() * MICROS_PER_MILLI)
                        : null);
    }

    private String bound() {
        return p99Bound == null ? DEFAULT_BOUND : p99Bound;
    }

    private Duration positive(String option, String text) {
        Duration parsed = duration(option, text);
        if (parsed.isZero()) {
            throw usage(option + " must be > 0, was " + text);
        }
        return parsed;
    }

    private Duration duration(String option, String text) {
        try {
            return Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw usage(option + " " + e.getMessage());
        }
    }

    private void requirePositive(String option, int value, String unit) {
        if (value < 1) {
            throw usage(option + " must be >= 1" + unit + ", was " + value);
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
