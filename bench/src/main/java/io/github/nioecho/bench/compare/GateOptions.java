package io.github.nioecho.bench.compare;

import io.github.nioecho.bench.options.OptionCheck;
import io.github.nioecho.bench.results.ComparisonPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that make a comparison a test of what has become slower. */
final class GateOptions {

    @Option(names = "--against", paramLabel = "FILE",
            description = "results.json of an earlier comparison. Figures of two days prove"
                    + " nothing, so each server's ratio to the baseline is compared, now with then:"
                    + " choose a baseline that is not under change, or its own change will show as"
                    + " the opposite change of all the others")
    private Path against;

    @Option(names = "--fail-if-slower", paramLabel = "P%",
            description = "exit with 3 if a ratio has become worse by more than this, like 10%%,"
                    + " in throughput, median service time, connections per second or CPU per round"
                    + " trip or connection, and the whole interval of the change is beyond it; in 19"
                    + " of 20 runs nothing is found where nothing has changed")
    private String failIfSlower;

    @Mixin
    private OptionCheck check;

    /** Returns the gate that a plan's results have to pass; empty if none was asked for. */
    Optional<RegressionGate> gate(ComparisonPlan plan) {
        if (against == null && failIfSlower == null) {
            return Optional.empty();
        }
        if (against == null) {
            throw check.wrong("--fail-if-slower needs --against FILE, to say slower than what");
        }
        if (failIfSlower == null) {
            throw check.wrong(
                    "--against needs --fail-if-slower, like 10%, to say how much is too much");
        }
        try {
            RegressionGate gate = RegressionGate.read(
                    against, check.percentage("--fail-if-slower", failIfSlower, "10%"));
            gate.require(plan);
            return Optional.of(gate);
        } catch (IOException e) {
            throw check.wrong("--against " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw check.wrong("--against " + against + " " + e.getMessage());
        }
    }
}
