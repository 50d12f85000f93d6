package io.github.nioecho.bench.connections;

import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.options.Durations;
import io.github.nioecho.bench.options.OptionCheck;
import io.github.nioecho.bench.results.ConnectionsPlan;
import io.github.nioecho.bench.results.ConnectionsRun;
import io.github.nioecho.bench.results.Results;
import io.github.nioecho.bench.run.FailureCause;
import io.github.nioecho.bench.run.OutputFolder;
import io.github.nioecho.bench.run.Progress;
import io.github.nioecho.bench.run.RunFacts;
import io.github.nioecho.bench.run.RunLog;
import io.github.nioecho.bench.run.ServerOptions;
import io.github.nioecho.bench.run.SizeOptions;
import io.github.nioecho.bench.run.Subject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What does a connection cost a server: memory while it is idle, CPU while others are active?
 *
 * <pre>{@code
 * java -jar bench/target/benchmarks.jar connections --variants async,selector --counts 1000,9000
 * }</pre>
 */
@Command(
        name = "connections",
        sortOptions = false,
        description = "Measures memory and cost over the number of connections.",
        footer = {
            "",
            "Memory is the growth of the server's process with the connections, all idle, after a"
                    + " garbage collection: pages outside of the heap plus live objects in it. What"
                    + " the kernel holds for a socket belongs to no process and is not counted. CPU"
                    + " is measured while the active share of the connections echoes in a closed"
                    + " loop. With fewer than 1000 connections resident memory is not told from"
                    + " chance and left blank, with fewer than 100 the heap and the rate of"
                    + " connects, too.",
            "",
            "A run fails if the server refuses or breaks a connection, if a byte is wrong, and if"
                    + " the server is silent for 10 s; the others go on."})
public final class ConnectionsCommand implements Callable<Integer> {

    private static final int EXIT_FAILURE = 1;
    private static final Pattern SHARE = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3})?)%");
    // What asking for the cost takes of the server's CPU, 0.1 ms and more, is not to be seen in it.
    private static final Duration SHORTEST_TIME = Duration.ofMillis(100);

    @Mixin
    private ServerOptions servers;

    @Option(names = "--counts", split = ",", paramLabel = "N",
            defaultValue = "1,10,100,1000,5000,9000",
            description = "numbers of connections (${DEFAULT-VALUE})")
    private List<Integer> counts;

    @Option(names = "--active", paramLabel = "SHARE", defaultValue = "10%",
            description = "share of them that echoes while CPU is measured, at least one"
                    + " (${DEFAULT-VALUE})")
    private String active;

    @Mixin
    private SizeOptions sizes;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "1",
            description = "how often everything is measured (${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--time", paramLabel = "TIME", defaultValue = "1s",
            description = "how long CPU is measured each time, like 500ms or 2s"
                    + " (${DEFAULT-VALUE})")
    private String time;

    @Option(names = "--output", paramLabel = "DIR", defaultValue = "connections",
            description = "folder for results.json and index.html (${DEFAULT-VALUE})")
    private Path folder;

    @Spec
    private CommandSpec command;

    @Mixin
    private OptionCheck check;

    /** Called by picocli, once the options are set. */
    @Override
    public Integer call() {
        PrintWriter out = command.commandLine().getOut();
        try {
            long seed = ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
            RunFacts facts = RunFacts.collect(servers.servers(), seed);
            ConnectionCounts possible =
                    ConnectionCounts.within(asked(), facts.environment().openFileLimit());
            ConnectionsPlan plan = plan(possible);
            OutputFolder output = OutputFolder.open(folder);
            List<Subject> subjects = servers.subjects(plan.serverJvmArgs());
            for (Subject subject : subjects) {
                subject.requireEcho();
            }
            servers.tellLeftOut(out);
            possible.remarks().forEach(out::println);
            if (possible.counts().isEmpty()) {
                throw new IOException("nothing can be measured here");
            }
            output.save(facts.environment());
            return run(output, new ConnectionsRounds(plan, subjects, facts), plan, seed);
        } catch (IOException e) {
            command.commandLine().getErr().println(FailureCause.of(e));
            return EXIT_FAILURE;
        }
    }

    private int run(OutputFolder output, ConnectionsRounds measured, ConnectionsPlan plan,
            long seed) throws IOException {
        PrintWriter out = command.commandLine().getOut();
        out.printf(Locale.ROOT, "Connections: %d runs in about %s, seed %d%n", measured.runs(),
                Durations.format(measured.estimate()), seed);
        if (!plan.serverJvmArgs().isEmpty()) {
            out.println("Server JVMs: " + String.join(" ", plan.serverJvmArgs()));
        }
        out.println();
        out.flush();
        try (RunLog<ConnectionsRun> log = new RunLog<>(output, out, measured::results,
                new ConnectionsReport(out))) {
            measured.run(log, new Progress(out, measured.runs()));
            return exitCode(log.finish());
        }
    }

    private static int exitCode(Results results) {
        return results.connections().runs().stream().allMatch(run -> run.failure() == null)
                ? 0 : EXIT_FAILURE;
    }

    private ConnectionsPlan plan(ConnectionCounts possible) {
        int bufferSizeBytes = sizes.bufferSizeBytes();
        Messages messages = sizes.messages();
        check.requirePositive("--rounds", rounds);
        servers.requireAny();
        List<Subject> subjects = servers.subjects();
        boolean ours = subjects.stream().noneMatch(Subject::isTarget);
        return new ConnectionsPlan(
                subjects.stream().map(Subject::name).toList(),
                possible.counts(),
                possible.asked(),
                activeShare(),
                ours ? (Integer) bufferSizeBytes : null,
                messages,
                ours ? (Integer) servers.threads() : null,
                rounds,
                check.duration("--time", time, SHORTEST_TIME).toMillis(),
                ours ? ServerJvm.options(possible.most(), bufferSizeBytes) : List.of());
    }

    private List<Integer> asked() {
        for (int count : counts) {
            check.requirePositive("--counts", count);
        }
        return counts;
    }

    private double activeShare() {
        Matcher share = SHARE.matcher(active);
        double percent = share.matches() ? Double.parseDouble(share.group(1)) : 0;
        if (percent <= 0 || percent > 100) {
            throw check.wrong(
                    "--active must be more than 0% and at most 100%, like 10%; was " + active);
        }
        return percent / 100;
    }
}
