package io.github.nioecho.bench.latency;

import io.github.nioecho.bench.options.Durations;
import io.github.nioecho.bench.results.LatencyPlan;
import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.run.FailureCause;
import io.github.nioecho.bench.run.OutputFolder;
import io.github.nioecho.bench.run.Progress;
import io.github.nioecho.bench.run.RunFacts;
import io.github.nioecho.bench.run.RunLog;
import io.github.nioecho.bench.run.ServerOptions;
import io.github.nioecho.bench.run.Subject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
            "Messages leave by a schedule that waits for no reply. Response time counts from when a"
                    + " message was due, service time from when it was sent; the difference is how"
                    + " late it was sent, because the client was slow or the server took no more.",
            "",
            "A run whose rate is missed by more than 1 %% is marked MISSED, and its files FAILED:"
                    + " its figures tell of an overload. That is a result, no error: the exit code"
                    + " is 1 only if a server fails.",
            "",
            "A server fails if it refuses or breaks a connection, if a byte is wrong, and if it is"
                    + " silent for 10 s on a connection that waits for an echo. Messages that are"
                    + " not back 20 s after the end of the schedule are given up."})
public final class LatencyCommand implements Callable<Integer> {

    private static final int EXIT_FAILURE = 1;

    @Mixin
    private ServerOptions servers;

    @Mixin
    private LatencyOptions options;

    @Option(names = "--output", paramLabel = "DIR", defaultValue = "latency",
            description = "folder for results.json, index.html and histograms (${DEFAULT-VALUE})")
    private Path folder;

    @Spec
    private CommandSpec command;

    /** Called by picocli, once the options are set. */
    @Override
    public Integer call() {
        servers.requireAny();
        LatencyPlan plan = options.plan(servers);
        try {
            OutputFolder output = OutputFolder.open(folder);
            List<Subject> subjects = servers.subjects();
            for (Subject subject : subjects) {
                subject.requireEcho();
            }
            long seed = ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
            RunFacts facts = RunFacts.collect(servers.servers(), seed);
            output.save(facts.environment());
            LatencyRounds measured = new LatencyRounds(plan, subjects, facts,
                    new LatencyMeasurement(plan, seed, output.histograms()));
            return run(plan, output, measured, seed);
        } catch (IOException e) {
            command.commandLine().getErr().println(FailureCause.of(e));
            return EXIT_FAILURE;
        }
    }

    private int run(LatencyPlan plan, OutputFolder output, LatencyRounds measured, long seed)
            throws IOException {
        PrintWriter out = command.commandLine().getOut();
        boolean sweep = plan.p99BoundMicros() != null;
        servers.tellLeftOut(out);
        Duration time = measured.runTime().multipliedBy(measured.runs());
        out.printf(Locale.ROOT, "Open loop, %s%s: %s%d runs in %s %s, seed %d%n%n",
                sweep ? "sweep from " : "", LatencyTable.rate(plan.rate()), sweep ? "at most " : "",
                measured.runs(), sweep ? "at most" : "about", Durations.format(time), seed);
        out.flush();
        try (RunLog<MeasuredRun> log = new RunLog<>(output, out, measured::results, this::report)) {
            return measured.run(log, new Progress(out, measured.runs()))
                    ? exitCode(log.finish())
                    : EXIT_FAILURE; // stopped, and told so
        }
    }

    private void report(Results results) {
        PrintWriter out = command.commandLine().getOut();
        LatencyPlan plan = results.latency().plan();
        out.println();
        out.println(LatencyTable.title(plan));
        out.println();
        out.print(LatencyTable.render(results.latency()));
        if (plan.p99BoundMicros() != null) {
            out.println();
            out.println("Highest rate held, with p99 response time within "
                    + options.bound() + ":");
            out.print(LatencyTable.renderHeld(results.latency()));
        }
        out.println();
    }

    private static int exitCode(Results results) {
        return results.latency().runs().stream().allMatch(run -> run.failure() == null)
                ? 0 : EXIT_FAILURE;
    }
}
