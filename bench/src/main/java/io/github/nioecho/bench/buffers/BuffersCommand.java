package io.github.nioecho.bench.buffers;

import io.github.nioecho.bench.compare.Loads;
import io.github.nioecho.bench.messages.Messages;
import io.github.nioecho.bench.options.Durations;
import io.github.nioecho.bench.options.OptionCheck;
import io.github.nioecho.bench.results.BufferPlan;
import io.github.nioecho.bench.results.BufferResults;
import io.github.nioecho.bench.results.Measurement;
import io.github.nioecho.bench.results.Results;
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
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Which buffer size for the sizes that a user's messages have, and what does it cost against 1024
 * bytes?
 *
 * <pre>{@code
 * java -jar bench/target/benchmarks.jar buffers --messages 64:50%,1024:40%,64KiB:10%
 * }</pre>
 */
@Command(
        name = "buffers",
        sortOptions = false,
        description = {
            "Finds the buffer size for the sizes that your messages have.",
            "Measures a few message and buffer sizes, fits what a message, a cycle of the buffer and"
                    + " a byte cost, and measures what follows from it with your messages.",
            ""},
        footer = {
            "",
            "Costs are those of a server and of a client beside it, which is what a closed loop"
                    + " reaches. At most 64 connections carry messages; memory is told for all.",
            "",
            "A measurement fails if the server refuses or breaks a connection, if a byte is wrong,"
                    + " and if the server is silent for 10 s; the others go on."},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything was measured",
            "1:a measurement has failed, or the results could not be written",
            "2:an option is wrong"})
public final class BuffersCommand implements Callable<Integer> {

    private static final int EXIT_FAILURE = 1;
    private static final Duration LEAST_BUDGET = Duration.ofSeconds(5);
    // So many connections carry messages; more of them show nothing but the client's queue.
    private static final int MOST_LOADED = 64;

    @Mixin
    private TrafficOptions traffic;

    @Mixin
    private ServerOptions servers;

    @Option(names = "--buffer-sizes", split = ",", paramLabel = "BYTES",
            description = "sizes to choose from, all of which are then measured; 1024 is always"
                    + " among them (256 bytes to 256 KiB, of which the two that are predicted to be"
                    + " fastest are measured)")
    private List<Integer> bufferSizesBytes;

    @Option(names = "--budget", paramLabel = "TIME", defaultValue = "2m",
            description = "for everything, like 90s or 5m (${DEFAULT-VALUE}); two rounds are"
                    + " measured even if it is too short")
    private String budget;

    @Option(names = "--seed", paramLabel = "N",
            description = "seed of the order of servers and sizes (random; it is printed)")
    private Long seed;

    @Option(names = "--output", paramLabel = "DIR", defaultValue = "buffers",
            description = "folder for results.json and index.html (${DEFAULT-VALUE})")
    private Path folder;

    @Spec
    private CommandSpec command;

    @Mixin
    private OptionCheck check;

    /** Called by picocli, once the options are set. */
    @Override
    public Integer call() {
        long beganNanos = System.nanoTime();
        servers.usually(Stream.concat(ServerVariant.models().stream(),
                Stream.of(ServerVariant.ASYNC_ADAPTIVE)).map(ServerVariant::label).toList());
        Optional<Processors> processors = Processors.split();
        processors.ifPresent(servers::runOn);
        servers.requireAny();
        List<Subject> subjects = servers.subjects();
        if (subjects.get(0).isTarget()) {
            throw check.wrong("--target cannot be told which buffers to have; was with "
                    + subjects.get(0).name());
        }
        BufferPlan plan = plan(subjects);
        PrintWriter out = command.commandLine().getOut();
        try {
            OutputFolder output = OutputFolder.open(folder);
            long order =
                    seed != null ? seed : ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
            out.println("Looking for the buffer size for messages of " + plan.messages() + ", "
                    + Durations.format(Duration.ofMillis(plan.budgetMillis()))
                    + ", in random order of seed " + order + "; sizes are drawn with seed "
                    + Loads.MESSAGE_SEED);
            servers.tellLeftOut(out);
            String pinning = processors.map(Processors::words).orElseGet(() ->
                    "client and servers share all processors: " + Processors.unavailable().get());
            out.println(pinning);
            // Before the client is bound to its part, which it takes for the whole machine then.
            RunFacts facts =
                    RunFacts.collect(servers.servers(), order).withPinning(pinning);
            Closeable bound =
                    processors.isPresent() ? processors.get().bindClient() : () -> { };
            try (bound) {
                return exitCode(new BufferSearch(
                        plan, subjects, servers, facts, output, out, beganNanos).run());
            }
        } catch (IOException e) {
            command.commandLine().getErr().println(FailureCause.of(e));
            return EXIT_FAILURE;
        }
    }

    private BufferPlan plan(List<Subject> subjects) {
        Messages messages = traffic.messages();
        int connections = traffic.connections();
        return new BufferPlan(
                subjects.stream().map(Subject::name).toList(),
                messages,
                connections,
                Math.min(connections, MOST_LOADED),
                traffic.memoryBytes(),
                candidates(),
                bufferSizesBytes != null,
                Sizing.GRID_BUFFERS,
                Sizing.gridMessages(messages),
                servers.threads(),
                check.duration("--budget", budget, LEAST_BUDGET).toMillis());
    }

    private List<Integer> candidates() {
        if (bufferSizesBytes == null) {
            return Sizing.CANDIDATES;
        }
        for (int size : bufferSizesBytes) {
            if (size < 1 || size > Sizing.MOST_BUFFER_BYTES) {
                throw check.wrong("--buffer-sizes must be 1 to " + Sizing.MOST_BUFFER_BYTES
                        + " bytes, was " + size);
            }
        }
        return Stream.concat(bufferSizesBytes.stream(), Stream.of(Sizing.REFERENCE_BYTES))
                .distinct().sorted().toList();
    }

    private static int exitCode(Results results) {
        BufferResults buffers = results.buffers();
        boolean failed = Stream.concat(buffers.grid().stream(), buffers.measurements().stream())
                .map(Measurement::failure).anyMatch(failure -> failure != null);
        return failed || !results.complete() ? EXIT_FAILURE : CommandLine.ExitCode.OK;
    }
}
