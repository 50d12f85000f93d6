package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.compare.RegressionGate.Judgement;
import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.options.Durations;
import io.github.nioecho.bench.options.OptionCheck;
import io.github.nioecho.bench.results.ComparisonPlan;
import io.github.nioecho.bench.results.Measurement;
import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.results.ServerInfo;
import io.github.nioecho.bench.results.Transport;
import io.github.nioecho.bench.run.Endpoints;
import io.github.nioecho.bench.run.FailureCause;
import io.github.nioecho.bench.run.OutputFolder;
import io.github.nioecho.bench.run.RunFacts;
import io.github.nioecho.bench.run.ServerOptions;
import io.github.nioecho.bench.run.Subject;
import io.github.nioecho.bench.server.Processors;
import io.github.nioecho.bench.server.ServerVariant;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Compares servers over buffer sizes, in throughput, latency and churn, and reports. In each round
 * all servers are alive at once, each in a fresh JVM, and take short turns in random order: what the
 * machine does meanwhile happens to all of them.
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
            "In each round all servers are alive at once, each in a fresh JVM, and take turns of a"
                    + " few milliseconds in random order; ratios to the baseline are taken within"
                    + " turns. Prints tables, writes a report.",
            ""},
        footer = {
            "",
            "A measurement fails if the server refuses or breaks a connection, if a byte is wrong,"
                    + " and if the server is silent for 10 s; the next one gets a fresh server."},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything was measured",
            "1:a measurement has failed, the results could not be written, or a self-check found more"
                    + " differences than chance gives",
            "2:an option is wrong",
            "3:with --fail-if-slower: a server has become slower"})
public final class CompareCommand implements Callable<Integer> {

    private static final int EXIT_FAILURE = 1;
    private static final int EXIT_SLOWER = 3;
    private static final double NANOS_PER_MILLI = 1e6;

    @Mixin
    private ServerOptions servers;

    @Option(names = "--unix", completionCandidates = ServerVariant.UnixLabels.class,
            description = "over Unix domain sockets instead of TCP; for ${COMPLETION-CANDIDATES}")
    private boolean unix;

    @Mixin
    private GridOptions gridOptions;

    @Mixin
    private TimeOptions times;

    @Option(names = "--no-pinning",
            description = "let client and servers share all processors; without, where there are"
                    + " two or more, on Linux, the client has some and the servers the others")
    private boolean unpinned;

    @Option(names = "--self-check",
            description = "compare one server with itself, started twice, and say how many ratios"
                    + " are said to differ, where nothing does")
    private boolean selfCheck;

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
        Optional<Processors> processors = unpinned ? Optional.empty() : Processors.split();
        processors.ifPresent(servers::runOn);
        List<Subject> subjects = subjects();
        ComparisonPlan plan = gridOptions.plan(subjects, endpoints.transport(), servers.threads());
        Optional<RegressionGate> gate = gates.gate(plan);
        times.precision(); // bad values get their line before anything else happens
        Budget budget = times.budget(subjects.size(), Setting.of(plan).size());
        try (endpoints) {
            OutputFolder folder = OutputFolder.open(output);
            endpoints.open();
            for (Subject subject : subjects) {
                subject.requireEcho();
            }
            return compare(plan, subjects, processors, budget, gate, folder);
        } catch (IOException e) {
            command.commandLine().getErr().println(FailureCause.of(e));
            return EXIT_FAILURE;
        }
    }

    private List<Subject> subjects() {
        List<Subject> subjects = servers.subjects();
        servers.requireAny();
        if (!selfCheck) {
            return subjects;
        }
        if (subjects.size() != 1) {
            throw check.wrong("--self-check needs one server, like --variants async; was with "
                    + subjects.stream().map(Subject::name).collect(Collectors.joining(", ")));
        }
        Subject one = subjects.get(0);
        return List.of(one, one.again(one.name() + "-again"));
    }

    private int compare(ComparisonPlan grid, List<Subject> subjects,
            Optional<Processors> processors, Budget budget, Optional<RegressionGate> gate,
            OutputFolder folder) throws IOException {
        PrintWriter out = command.commandLine().getOut();
        long order = seed != null ? seed : ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
        out.println("Comparing " + String.join(", ", grid.variants())
                + (unix ? " over " + grid.transport().words() : "")
                + " in random order of seed " + order
                + (grid.messages().stream().anyMatch(Messages::isMixed)
                        ? "; sizes of mixtures are drawn with seed " + Loads.MESSAGE_SEED : ""));
        servers.tellLeftOut(out);
        String pinning = processors.map(Processors::words).orElseGet(() ->
                "client and servers share all processors: "
                        + (unpinned ? "--no-pinning" : Processors.unavailable().get()));
        out.println(pinning);
        long beganNanos = System.nanoTime();
        // Before the client is bound to its part, which it takes for the whole machine from then on.
        List<ServerInfo> infos = selfCheck
                ? subjects.stream().map(Subject::info).toList() : servers.servers();
        RunFacts facts = RunFacts.collect(infos, order).withPinning(pinning);
        Closeable bound = processors.isPresent() ? processors.get().bindClient() : () -> { };
        try {
            ComparisonPlan plan = schedule(grid, subjects, budget, out);
            Pace pace = new Pace(times.precision(), budget.choosesRounds(),
                    budget.choosesBlocks(),
                    beganNanos + (long) (budget.millisLeft(Duration.ZERO) * NANOS_PER_MILLI));
            Results results = new Comparison(plan, subjects, pace, facts, folder, out).run();
            return results.complete() ? verdict(results, gate, out) : EXIT_FAILURE;
        } finally {
            bound.close();
        }
    }

    /** Learns what a round takes, and lets the budget choose. */
    private ComparisonPlan schedule(
            ComparisonPlan grid, List<Subject> subjects, Budget budget, PrintWriter out)
            throws IOException {
        long beganNanos = System.nanoTime();
        Times usual = budget.times();
        Duration overhead = Rehearsal.run(grid, subjects, usual, Times.longestSettleMillis(
                times.measureMillis() != null
                        ? times.measureMillis() : Times.LONGEST_SLICE_MILLIS,
                Setting.of(grid).size()), out);
        Duration spent = Duration.ofNanos(System.nanoTime() - beganNanos);
        try {
            Schedule schedule = budget.schedule(spent, overhead);
            out.println(budget.describe(schedule, overhead));
            return grid.withTimes(schedule.rounds(), schedule.times().warmupMillis(),
                    schedule.blocks(), schedule.times().sliceMillis());
        } catch (BudgetTooShortException e) {
            throw check.wrong("--budget must be at least " + Durations.format(e.needed())
                    + " for this grid on this machine, was " + times.text());
        }
    }

    private int verdict(Results results, Optional<RegressionGate> gate, PrintWriter out) {
        List<Measurement> measurements = results.comparison().measurements();
        long failed = measurements.stream().filter(each -> each.failure() != null).count();
        if (failed > 0) {
            out.println(failed + " of " + measurements.size() + " measurements failed");
        }
        if (times.precision() != null) {
            out.println(new Doubt(
                    results.comparison().plan(), times.precision(), measurements).describe());
        }
        boolean slower = gate.map(each -> judge(each, results, out)).orElse(false);
        boolean wrong = selfCheck && isBeyondChance(SelfCheck.of(results.comparison()), out);
        out.flush();
        if (failed > 0 || wrong) {
            return EXIT_FAILURE;
        }
        return slower ? EXIT_SLOWER : CommandLine.ExitCode.OK;
    }

    private static boolean isBeyondChance(SelfCheck check, PrintWriter out) {
        out.println(check.describe());
        return check.isBeyondChance();
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
