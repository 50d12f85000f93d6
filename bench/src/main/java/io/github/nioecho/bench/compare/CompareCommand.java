package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.compare.RegressionGate.Judgement;
import io.github.nioecho.bench.options.Durations;
import io.github.nioecho.bench.options.OptionCheck;
import io.github.nioecho.bench.results.ComparisonPlan;
import io.github.nioecho.bench.results.Measurement;
import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.results.Transport;
import io.github.nioecho.bench.run.Endpoints;
import io.github.nioecho.bench.run.FailureCause;
import io.github.nioecho.bench.run.OutputFolder;
import io.github.nioecho.bench.run.RunFacts;
import io.github.nioecho.bench.run.ServerOptions;
import io.github.nioecho.bench.run.Subject;
import io.github.nioecho.bench.server.ServerVariant;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Compares servers over buffer sizes, in throughput, latency and churn, and reports. Rounds make it
 * fair: in each of them every server runs once, in random order and in a fresh JVM, and ratios are
 * taken within a round.
 *
 * <pre>{@code
 * java -jar bench/target/benchmarks.jar compare --variants async,selector --budget 90s
 * }</pre>
 */
@Command(
        name = "compare",
        sortOptions = false,
        description = {
            "Compares servers over buffer sizes, in throughput and latency, and in churn if asked.",
            "Each round runs every server once, in random order and in a fresh JVM; ratios to the"
                    + " baseline are taken within rounds. Prints tables, writes a report.",
            ""},
        footer = {
            "",
            "A measurement fails if the server refuses or breaks a connection, if a byte is wrong,"
                    + " and if the server is silent for 10 s; the next one gets a fresh server."},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything was measured",
            "1:a measurement has failed, or the results could not be written",
            "2:an option is wrong",
            "3:with --fail-if-slower: a server has become slower"})
public final class CompareCommand implements Callable<Integer> {

    private static final int EXIT_FAILURE = 1;
    private static final int EXIT_SLOWER = 3;

    @Mixin
    private ServerOptions servers;

    @Option(names = "--unix", completionCandidates = ServerVariant.UnixLabels.class,
            description = "over Unix domain sockets instead of TCP; for ${COMPLETION-CANDIDATES}")
    private boolean unix;

    @Mixin
    private GridOptions gridOptions;

    @Mixin
    private TimeOptions times;

    @Option(names = "--seed", paramLabel = "N",
            description = "seed of the order of the servers (random; it is printed)")
    private Long seed;

    @Option(names = "--output", paramLabel = "DIR", defaultValue = "report",
            description = "folder for results.json, index.html and histograms (${DEFAULT-VALUE})")
    private Path output;

    @Mixin
    private GateOptions gates;

    @Spec
    private CommandSpec command;

    @Mixin
    private OptionCheck check;

    /** Called by picocli, once the options are set. */
    @Override
    public Integer call() throws IOException {
        Endpoints endpoints = Endpoints.of(unix ? Transport.UNIX : Transport.TCP);
        servers.listenAt(endpoints);
        List<Subject> subjects = servers.subjects();
        servers.requireAny();
        ComparisonPlan plan =
                gridOptions.plan(subjects, endpoints.transport(), servers.threads());
        Optional<RegressionGate> gate = gates.gate(plan);
        Budget budget = times.budget(subjects.size() * plan.bufferSizesBytes().size(),
                RoundOrder.cells(plan, plan.baseline(), plan.bufferSizesBytes().get(0)));
        try (endpoints) {
            OutputFolder folder = OutputFolder.open(output);
            endpoints.open();
            for (Subject subject : subjects) {
                subject.requireEcho();
            }
            return compare(plan, subjects, budget, gate, folder);
        } catch (IOException e) {
            command.commandLine().getErr().println(FailureCause.of(e));
            return EXIT_FAILURE;
        }
    }

    private int compare(ComparisonPlan grid, List<Subject> subjects, Budget budget,
            Optional<RegressionGate> gate, OutputFolder folder) throws IOException {
        PrintWriter out = command.commandLine().getOut();
        long order = seed != null ? seed : ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
        out.println("Comparing " + String.join(", ", grid.variants())
                + (unix ? " over " + grid.transport().words() : "") + " in random order of seed " + order);
        servers.tellLeftOut(out);
        ComparisonPlan plan = schedule(grid, subjects, budget, out);
        RunFacts facts = RunFacts.collect(servers.servers(), order);
        Results results = new Comparison(plan, subjects, facts, folder, out).run();
        return results.complete() ? verdict(results, gate, out) : EXIT_FAILURE;
    }

    /** Learns what a visit takes, and lets the budget choose. */
    private ComparisonPlan schedule(
            ComparisonPlan grid, List<Subject> subjects, Budget budget, PrintWriter out)
            throws IOException {
        long beganNanos = System.nanoTime();
        Duration overhead = Rehearsal.run(grid, subjects, times.measureMillis(), out);
        Duration spent = Duration.ofNanos(System.nanoTime() - beganNanos);
        try {
            Schedule schedule = budget.schedule(spent, overhead);
            out.println(budget.describe(schedule, overhead));
            return grid.withTimes(schedule.rounds(), schedule.times().warmupMillis(),
                    schedule.times().measureMillis());
        } catch (BudgetTooShortException e) {
            throw check.wrong("--budget must be at least " + Durations.format(e.needed())
                    + " for this grid on this machine, was " + times.text());
        }
    }

    private static int verdict(Results results, Optional<RegressionGate> gate, PrintWriter out) {
        List<Measurement> measurements = results.comparison().measurements();
        long failed = measurements.stream().filter(each -> each.failure() != null).count();
        if (failed > 0) {
            out.println(failed + " of " + measurements.size() + " measurements failed");
        }
        boolean slower = gate.map(each -> judge(each, results, out)).orElse(false);
        out.flush();
        if (failed > 0) {
            return EXIT_FAILURE;
        }
        return slower ? EXIT_SLOWER : CommandLine.ExitCode.OK;
    }

    /** Says what a gate has found; returns whether anything has become slower. */
    private static boolean judge(RegressionGate gate, Results results, PrintWriter out) {
        Judgement judgement = gate.judge(results.comparison());
        judgement.slower().forEach(line -> out.println("slower than before: " + line));
        out.println(judgement.slower().size() + " of " + judgement.judged()
                + " ratios have become slower than the bound");
        return !judgement.slower().isEmpty();
    }
}
